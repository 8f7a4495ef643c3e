import { test, type Locator, type Page } from '@playwright/test'
import { writeFile } from 'node:fs/promises'

/** Pictures drawn by script: cards marked 样张 and a face that is nobody's. Nothing is taken from life. */

export interface Holder {
  readonly name: string
  readonly document_number: string
  readonly sex: string
  readonly birth: string
}

export type Drawing = 'card-front' | 'card-back' | 'scene'

/** Runs in the page: draws with its canvas, and gives the JPEG as base64. */
async function drawInPage({ drawing, holder }: { drawing: Drawing; holder: Holder }): Promise<string> {
  const isScene = drawing === 'scene'
  const canvas = new OffscreenCanvas(isScene ? 640 : 856, isScene ? 480 : 540)
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('no canvas to draw on')
  const face = (x: number, y: number, size: number) => {
    const oval = (dx: number, dy: number, width: number, height: number, colour: string) => {
      pen.fillStyle = colour
      pen.beginPath()
      pen.ellipse(x + dx * size, y + dy * size, width * size, height * size, 0, 0, Math.PI * 2)
      pen.fill()
    }
    oval(0, 1.75, 1.25, 0.8, '#3d5a6c')
    oval(0, -0.1, 0.78, 1.02, '#2b2320')
    oval(0, 0.08, 0.66, 0.86, '#e3b899')
    for (const side of [-1, 1]) {
      oval(side * 0.26, -0.05, 0.11, 0.06, '#fff')
      oval(side * 0.26, -0.05, 0.055, 0.055, '#2a1d16')
      oval(side * 0.26, -0.2, 0.15, 0.025, '#2b2320')
    }
    oval(0, 0.22, 0.07, 0.1, '#cf9d7e')
    oval(0, 0.5, 0.2, 0.05, '#b0615a')
  }
  const write = (text: string, x: number, y: number, size: number, colour = '#1b2a30') => {
    pen.fillStyle = colour
    pen.font = `${String(size)}px "Noto Sans CJK SC", "Noto Sans SC", sans-serif`
    pen.fillText(text, x, y)
  }
  pen.fillStyle = isScene ? '#cfd6d8' : '#e8eef2'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  if (drawing === 'scene') {
    face(320, 210, 130)
  } else {
    pen.globalAlpha = 0.16
    write('样张', 300, 330, 220, '#b3261e')
    pen.globalAlpha = 1
    if (drawing === 'card-front') {
      write(`姓名  ${holder.name}`, 60, 90, 32)
      write(`性别  ${holder.sex === 'male' ? '男' : '女'}    民族  汉`, 60, 155, 28)
      write(`出生  ${holder.birth.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1 年 $2 月 $3 日')}`, 60, 220, 28)
      write('住址  辽宁省样张市样张街1号', 60, 290, 28)
      write(`公民身份号码    ${holder.document_number}`, 60, 480, 32)
      pen.fillStyle = '#d6e0e6'
      pen.fillRect(560, 60, 230, 300)
      face(675, 190, 88)
    } else {
      write('样张', 360, 130, 60, '#b3261e')
      write('居民身份证', 280, 230, 54)
      write('签发机关  样张市公安局', 160, 400, 32)
      write('有效期限  2016.01.01-2036.01.01', 160, 470, 32)
    }
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.86 })
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** A JPEG of a card side or of somebody standing at the counter. */
export async function drawPicture(page: Page, drawing: Drawing, holder: Holder): Promise<Buffer> {
  return Buffer.from(await page.evaluate(drawInPage, { drawing, holder }), 'base64')
}

/** Above this a file is chosen from the disk, as people do: handed over in letters it would take a minute. */
const MEGABYTE = 1024 * 1024

/** Hands a file to a picture field as the clerk chooses it. */
export async function choosePicture(field: Locator, content: Buffer, name = '照片.jpg'): Promise<void> {
  if (content.length < MEGABYTE) {
    await field.setInputFiles({ name, mimeType: name.endsWith('.png') ? 'image/png' : 'image/jpeg', buffer: content })
    return
  }
  const file = test.info().outputPath(name)
  await writeFile(file, content)
  await field.setInputFiles(file)
}
