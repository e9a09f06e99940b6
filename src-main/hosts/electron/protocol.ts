/** `app://epochwise/…`: the built page and nothing else, with the same headers as in the web host. */
import type { Protocol, Session } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { isBelow } from '../below'
import { securityHeaders } from '../window/content-security'

const appScheme = 'app'
const appHost = 'epochwise'
export const appAddress = `${appScheme}://${appHost}/index.html`

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Before the app is ready; Electron ignores it afterwards. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** @param page the folder of the built page */
export function serveApp(session: Session, page: string): void {
  session.protocol.handle(appScheme, (request) => answerAppRequest(request, page))
}

/** Is this the address of our own page? A look-alike (`app://epochwise.evil/`) is not. */
export function isAppAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username } = new URL(address)
  return protocol === `${appScheme}:` && host === appHost && username === ''
}

async function answerAppRequest(request: Pick<Request, 'url' | 'method'>, page: string): Promise<Response> {
  const refuse = (status: number): Response => new Response(null, { status, headers: securityHeaders() })
  if (!isAppAddress(request.url)) return refuse(403)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const file = pageFile(request.url, page)
  const type = file === null ? undefined : contentTypes[extname(file)]
  if (file === null || type === undefined) return refuse(404)
  try {
    const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(file))
    return new Response(body, { headers: { ...securityHeaders(), 'Content-Type': type } })
  } catch {
    return refuse(404)
  }
}

/** null: outside the folder, however the path was spelled. */
function pageFile(address: string, page: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(new URL(address).pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const file = resolve(page, `.${path === '/' ? '/index.html' : path}`)
  return isBelow(page, file) ? file : null
}
