import { strict } from '../strict.ts'

export interface MenuTemplate {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly submenu?: readonly MenuTemplate[] | Menu
  readonly [field: string]: unknown
}
interface MenuItem extends Omit<MenuTemplate, 'submenu'> {
  readonly submenu?: Menu
}

/** Menus are kept and never drawn: a system browser has no place for them. */
class MenuClass {
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }

  static buildFromTemplate(template: readonly MenuTemplate[]): Menu {
    const menu = new MenuClass()
    menu.items.push(
      ...template.map(({ submenu, ...item }): MenuItem => {
        if (submenu === undefined) return item
        return { ...item, submenu: submenu instanceof MenuClass ? submenu : MenuClass.buildFromTemplate(submenu) }
      }),
    )
    return strict('Menu', menu)
  }

  readonly items: MenuItem[] = []

  append(item: MenuItem): void {
    this.items.push(item)
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}

let applicationMenu: Menu | null = null

export type Menu = MenuClass
export const Menu = strict('Menu', MenuClass)
