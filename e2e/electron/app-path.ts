/** Where the app lies: told once by the launcher, asked by `app`. */
let appPath = process.cwd();

export function setAppPath(path: string): void {
  appPath = path;
}
export function getAppPath(): string {
  return appPath;
}
