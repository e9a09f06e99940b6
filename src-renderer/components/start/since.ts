/** "today", "yesterday", "5 days ago", "3 Nov 2026" */
export function sinceWords(when: string, now: Date): string {
  const then = new Date(when)
  if (Number.isNaN(then.getTime())) return ''
  const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  if (days < 14) return `${String(days)} days ago`
  return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}
