/** How much room a runner needs on the disk before anything of it is set up. */

/** The package, what it unpacks to, an update of it beside that, and a little for the first job. */
export const LEAST_ROOM_BYTES = 1_500_000_000;
