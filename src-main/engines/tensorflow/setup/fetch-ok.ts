/** Fetching that fails in words: no network, a server's refusal, a cancel. */
import { EpochwiseError } from '../../../../src-shared/errors'

type Options = {
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** 416 is an answer, not a failure. */
  mayRefuseRange?: boolean
}

/** An address may carry a name and a password, as pip's may. @throws EpochwiseError engine.download, task.cancelled */
export async function fetchOk(
  address: string,
  { headers = {}, signal, mayRefuseRange = false }: Options = {},
): Promise<Response> {
  const { url, authorization } = withoutSecrets(address)
  const response = await fetch(url, {
    headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
    signal: signal ?? null,
  }).catch((error: unknown) => {
    throw unreachable(url, error, signal)
  })
  if (response.ok || (mayRefuseRange && response.status === 416)) return response
  await response.body?.cancel()
  const message = `${url.host} answered ${response.status} to the request for ${lastPart(url)}. Check the address (of the package index: PIP_INDEX_URL, or index-url in pip.conf), or try again later.`
  throw new EpochwiseError('engine.download', message)
}

export function unreachable(url: URL, error: unknown, signal?: AbortSignal): EpochwiseError {
  if (signal?.aborted) return new EpochwiseError('task.cancelled', 'Getting TensorFlow was cancelled.')
  const message = `${url.host} could not be reached. Check the network connection and try again; what was fetched so far is kept. Training goes on with ONNX Runtime meanwhile.`
  return new EpochwiseError('engine.download', message, {}, { cause: error })
}

function withoutSecrets(address: string): { url: URL; authorization: string | null } {
  const url = new URL(address)
  const { username, password } = url
  url.username = url.password = ''
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { url, authorization: username === '' ? null : `Basic ${Buffer.from(pair).toString('base64')}` }
}

const lastPart = (url: URL): string => url.pathname.split('/').filter(Boolean).at(-1) ?? url.host
