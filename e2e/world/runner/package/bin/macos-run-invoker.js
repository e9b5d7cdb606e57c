// Starts the program named by the arguments in its own session, and ends as it ends.
const { spawn } = require('node:child_process');

const child = spawn(process.argv[2], process.argv.slice(3), { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
