/** Runs a program as the app does: lowered to ONNX, on onnxruntime. */
import { lowerProgram } from '../../../src-main/engines/onnx/lower'
import type { Elements, Feed } from '../../../src-main/engines/compiled-program'
import { NativeSession } from '../../../src-main/engines/onnx/native-session'
import type { Program } from '../../../src-main/program/program'

export async function evaluate(program: Program, feeds: Record<string, Feed>): Promise<Record<string, Elements>> {
  const session = await NativeSession.open(lowerProgram(program), { threads: 1 })
  try {
    return await session.run(feeds)
  } finally {
    await session.close()
  }
}

/** Numbers for tests, in [−1, 1), the same ones every time. */
export function numbers(count: number, seed = 1): number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state / 2 ** 31
  })
}
