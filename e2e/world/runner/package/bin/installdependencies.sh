#!/bin/bash
echo "Nothing to install on this system."
