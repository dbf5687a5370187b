/// Go's text/tabwriter: aligns the cells of neighbouring lines that end at tabs. By bytes: a list may have thousands of cells.
struct TabWriter {
    /// The least width of a column, its padding included.
    let minimumWidth: Int
    /// Blanks after the widest cell of a column.
    let padding: Int

    /// The text with tabs replaced by blanks. The last cell of a line takes no part in a column.
    func align(_ text: String) -> String {
        var page = Page(text)
        // What follows the last line break is a line only when it holds something.
        let endsWithBreak = page.lines.last.map { $0.count == 1 && page.cells[$0.lowerBound].bytes.isEmpty } ?? true
        if endsWithBreak, !page.lines.isEmpty { page.lines.removeLast() }
        var widths: [Int] = []
        var output: [UInt8] = []
        output.reserveCapacity(page.text.count * 2)
        format(page, 0, page.lines.count, &widths, &output)
        if !endsWithBreak { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    private struct Page {
        let text: [UInt8]
        var cells: [(bytes: Range<Int>, width: Int)] = []
        /// The cells of each line.
        var lines: [Range<Int>] = []

        init(_ text: String) {
            self.text = Array(text.utf8)
            var (start, width, first) = (0, 0, 0)
            for (at, byte) in self.text.enumerated() {
                switch byte {
                case UInt8(ascii: "\t"), UInt8(ascii: "\n"):
                    cells.append((start..<at, width))
                    (start, width) = (at + 1, 0)
                    if byte == UInt8(ascii: "\n") {
                        lines.append(first..<cells.count)
                        first = cells.count
                    }
                // The bytes of a character that follow its first one count for nothing.
                default: if byte & 0xc0 != 0x80 { width += 1 }
                }
            }
            cells.append((start..<self.text.count, width))
            lines.append(first..<cells.count)
        }
    }

    /// A column is a block of lines that all have a cell there which ends at a tab; to its right the same holds again.
    private func format(
        _ page: Page, _ first: Int, _ end: Int, _ widths: inout [Int], _ output: inout [UInt8]
    ) {
        let column = widths.count
        var start = first
        var line = first
        while line < end {
            guard column < page.lines[line].count - 1 else {
                line += 1
                continue
            }
            write(page, start, line, widths, &output)
            start = line
            var width = minimumWidth
            while line < end, column < page.lines[line].count - 1 {
                width = max(width, page.cells[page.lines[line].lowerBound + column].width + padding)
                line += 1
            }
            widths.append(width)
            format(page, start, line, &widths, &output)
            widths.removeLast()
            start = line
        }
        write(page, start, end, widths, &output)
    }

    private func write(
        _ page: Page, _ start: Int, _ end: Int, _ widths: [Int], _ output: inout [UInt8]
    ) {
        for line in page.lines[start..<end] {
            for (column, cell) in page.cells[line].enumerated() {
                output += page.text[cell.bytes]
                if column < widths.count {
                    for _ in 0..<max(0, widths[column] - cell.width) { output.append(UInt8(ascii: " ")) }
                }
            }
            output.append(UInt8(ascii: "\n"))
        }
    }
}
