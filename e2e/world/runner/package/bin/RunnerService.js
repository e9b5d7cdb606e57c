// Stand-in for the runner's service host: starts the listener, and again where its exit code says so.
const { spawn } = require('node:child_process');
const path = require('node:path');

const speed = Number(process.env.WORLD_SPEED || '@SPEED@') || 1;
const relaunchAfter = 5000 / speed;
const killAfter = 30_000 / speed;
const exitAfterFailures = Number(process.env.GITHUB_ACTIONS_SERVICE_EXIT_AFTER_N_FAILURES) || Infinity;

let listener = null;
let stopping = false;
let retriesInARow = 0;
let unknownInARow = 0;

/** What the service does about an exit code, and the sentence for it (runner.md 5.4). */
function verdict(code) {
  switch (code) {
    case 0:
      return {
        next: 'stop',
        text: 'Runner listener exit with 0 return code, stop the service, no retry needed.',
      };
    case 1:
      return {
        next: 'stop',
        text: 'Runner listener exit with terminated error, stop the service, no retry needed.',
      };
    case 2:
      return {
        next: 'retry',
        text: 'Runner listener exit with retryable error, re-launch runner in 5 seconds.',
      };
    case 3:
    case 4:
      return {
        next: 'retry',
        text: 'Runner listener exit because of updating, re-launch runner in 5 seconds.',
      };
    case 5:
      return {
        next: 'stop',
        text: 'Runner listener exit with Session Conflict error, stop the service, no retry needed.',
      };
    default:
      return {
        next: 'unknown',
        text: 'Runner listener exit with undefined return code, re-launch runner in 5 seconds.',
      };
  }
}

function afterExit(code) {
  console.log(`Runner listener exited with error code ${code}`);
  const { next, text } = verdict(code);
  console.log(text);
  if (next === 'stop') stopping = true;
  retriesInARow = next === 'retry' ? retriesInARow + 1 : 0;
  unknownInARow = next === 'unknown' ? unknownInARow + 1 : 0;
  if (retriesInARow >= 10) {
    console.error('Stopping the runner after 10 consecutive re-tryable failures');
    stopping = true;
  }
  if (unknownInARow >= exitAfterFailures) {
    console.error(`Stopping the runner after ${unknownInARow} consecutive failures`);
    stopping = true;
  }
  if (!stopping) setTimeout(start, relaunchAfter);
}

function start() {
  if (stopping) return;
  console.log('Starting Runner listener with startup type: service');
  const program = path.join(__dirname, '..', 'bin', 'Runner.Listener');
  listener = spawn(program, ['run', '--startuptype', 'service'], { cwd: process.cwd(), env: process.env });
  console.log(`Started listener process, pid: ${listener.pid}`);
  listener.stdout.on('data', (data) => {
    process.stdout.write(data.toString('utf8'));
    if (data.toString('utf8').includes('Listening for Jobs')) retriesInARow = 0;
  });
  // The real one shows the listener's errors on standard output too, so stderr.log stays short.
  listener.stderr.on('data', (data) => process.stdout.write(data.toString('utf8')));
  listener.on('error', (error) => {
    console.log(`Runner listener fail to start with error ${error.message}`);
  });
  listener.on('close', afterExit);
}

function shutDown() {
  console.log('Shutting down runner listener');
  stopping = true;
  if (listener === null) return;
  console.log('Sending SIGINT to runner listener to stop');
  listener.kill('SIGINT');
  console.log('Sending SIGKILL to runner listener');
  setTimeout(() => listener.kill('SIGKILL'), killAfter).unref();
}

process.on('SIGINT', shutDown);
process.on('SIGTERM', shutDown);

start();
console.log('Started running service');
