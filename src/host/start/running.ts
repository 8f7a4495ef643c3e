import type { AppFiles, CommandLine } from './command-line.ts'

/** What main found on the command line, for the parts that answer questions about it. Set once, before the app loads. */
export const running: { app: AppFiles; switches: Map<string, string> } = {
  app: { directory: process.cwd(), entry: '', manifest: {} },
  switches: new Map(),
}

/** Sets the app and its switches; later `app.commandLine.appendSwitch` adds to them. */
export function setRunning(app: AppFiles, commandLine: CommandLine): void {
  running.app = app
  running.switches = new Map(commandLine.switches)
}
