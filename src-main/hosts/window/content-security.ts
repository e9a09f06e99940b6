/** What a page may load, the same in a browser and in Electron: our own files, and nothing inline but style attributes. */

/** @param connections further sources for fetch and WebSocket, besides the page's own origin */
function contentSecurityPolicy(connections: string[] = []): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    // Components set style attributes; whole style elements stay forbidden.
    `style-src 'self'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `worker-src 'self'`,
    `connect-src ${["'self'", ...connections].join(' ')}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

export function securityHeaders(connections: string[] = []): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(connections),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=(), hid=()',
  }
}
