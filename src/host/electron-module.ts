import { app } from './api/app.ts'
import { BrowserWindow } from './api/browser-window.ts'
import { clipboard, nativeTheme, powerMonitor, shell } from './api/desktop.ts'
import { dialog } from './api/dialog.ts'
import { ipcMain } from './api/ipc-main.ts'
import { Menu } from './api/menu.ts'
import { net } from './api/net.ts'
import { protocol } from './api/protocol.ts'
import { safeStorage } from './api/safe-storage.ts'
import { screen } from './api/screen.ts'
import { session } from './api/session.ts'
import { webContents } from './api/web-contents.ts'
import { strict } from './strict.ts'

/** What `electron` is in the main process. register.ts gives it its module. */
export const electron: Readonly<Record<string, object>> = strict('electron', {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents,
})
