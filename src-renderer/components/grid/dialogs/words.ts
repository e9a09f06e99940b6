/** Words that are typed into one field. */

/** Without spaces around them, empty ones, or the same one twice. */
export function wordsFrom(text: string, separator: string): string[] {
  const words = text
    .split(separator)
    .map((word) => word.trim())
    .filter((word) => word !== '')
  return [...new Set(words)]
}
