/** Excel workbooks in memory, small and made by hand. */
import { zipOf } from '../../../support/small-zip'

/** As Excel and most others pack one. */
export const zip = (files: Record<string, string>): Buffer => zipOf(files, 'deflated')

const xml = '<?xml version="1.0" encoding="UTF-8"?>'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'

export const textCell = (place: string, value: string): string =>
  `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`

/** @param sheets the rows of each as XML, by its name; style 1 is a date */
export function workbookOf(sheets: Record<string, string>): Buffer {
  const names = Object.keys(sheets)
  const each = (make: (name: string, number: number) => string): string =>
    names.map((name, i) => make(name, i + 1)).join('')
  const sheetList = each((name, n) => `<sheet name="${name}" sheetId="${n}" r:id="r${n}"/>`)
  const targets = each(
    (_, n) => `<Relationship Id="r${n}" Type="${relations}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  )
  const styles = `<Relationship Id="styles" Type="${relations}/styles" Target="styles.xml"/>`
  return zip({
    '[Content_Types].xml': `${xml}<Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': `${xml}<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheetList}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${packages}/relationships">${targets}${styles}</Relationships>`,
    'xl/styles.xml': `${xml}<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      names.map((name, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `${xml}<worksheet xmlns="${main}"><sheetData>${sheets[name]!}</sheetData></worksheet>`,
      ]),
    ),
  })
}
