/** Numbers for people: grouped, and with as many digits as mean something. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** 20640 → "20,640" */
export function formatCount(count: number): string {
  return grouped.format(count)
}

/** A measured number with `digits` significant digits, its whole part never cut: 220.1307 → "220.13", 68421.7 → "68,422". */
export function formatNumber(value: number | null, digits = 5): string {
  if (value === null || !Number.isFinite(value)) return '–'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e9 || size < 1e-4) return value.toExponential(Math.min(2, digits - 1)).replace('e+', 'e')
  const whole = Math.floor(Math.log10(size)) + 1
  const decimals = Math.max(0, Math.min(8, digits - whole))
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals })
}

/** The same with its closing zeros, so that a number that changes in place keeps its width: 220.1 → "220.10". */
export function formatSteady(value: number | null, digits = 5): string {
  if (value === null || !Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return formatNumber(value, digits)
  const whole = size < 1 ? 0 : Math.floor(Math.log10(size)) + 1
  const decimals = Math.max(0, Math.min(4, digits - whole))
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** 0.1234 → "12.3 %"; never "100.0 %" or "0.0 %" for what is only close to it. */
export function formatShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return '–'
  if (share === 0 || share === 1) return `${String(share * 100)} %`
  if (share > 0.9995) return '> 99.9 %'
  if (share > 0 && share < 0.0005) return '< 0.1 %'
  return `${(share * 100).toFixed(1)} %`
}

/** 0.42 → "0.4 s", 75 → "1 min 15 s", 4000 → "1 h 7 min" */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–'
  if (seconds < 0.1) return '< 0.1 s'
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${String(Math.round(seconds))} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`
  return `${formatCount(Math.floor(whole / 3600))} h ${String(Math.floor((whole % 3600) / 60))} min`
}

/** "12,300 rows/s", "1.24 M rows/s" */
export function formatRate(rowsPerSecond: number | null): string {
  if (rowsPerSecond === null || !Number.isFinite(rowsPerSecond)) return '–'
  if (rowsPerSecond >= 1e6) return `${(rowsPerSecond / 1e6).toFixed(2)} M rows/s`
  return `${formatCount(Number(rowsPerSecond.toPrecision(3)))} rows/s`
}

/** Short, for an axis: 12000 → "12 k" */
export function formatTick(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) {
    return Number(value.toPrecision(2)).toExponential().replace('e+', 'e')
  }
  if (size >= 1e6) return `${String(Number((value / 1e6).toPrecision(4)))} M`
  if (size >= 1e4) return `${String(Number((value / 1e3).toPrecision(4)))} k`
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 })
}
