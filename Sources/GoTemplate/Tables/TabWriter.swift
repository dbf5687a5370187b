/// Go's text/tabwriter: aligns the cells of neighbouring lines that end at tabs.
struct TabWriter {
    /// The least width of a column, its padding included.
    let minimumWidth: Int
    /// Blanks after the widest cell of a column.
    let padding: Int

    /// The text with tabs replaced by blanks. The last cell of a line takes no part in a column.
    func align(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map {
                Cell(text: String($0), width: $0.unicodeScalars.count)
            }
        }
        // What follows the last line break is a line only when it holds something.
        let endsWithBreak = lines.last.map { $0.count == 1 && $0[0].text.isEmpty } ?? true
        if endsWithBreak, !lines.isEmpty { lines.removeLast() }
        var widths: [Int] = []
        var output = ""
        format(lines, 0, lines.count, &widths, &output)
        if !endsWithBreak { output.removeLast() }
        return output
    }

    private struct Cell {
        let text: String
        let width: Int
    }

    /// A column is a block of lines that all have a cell there which ends at a tab; to its right the same holds again.
    private func format(
        _ lines: [[Cell]], _ first: Int, _ end: Int, _ widths: inout [Int], _ output: inout String
    ) {
        let column = widths.count
        var start = first
        var line = first
        while line < end {
            guard column < lines[line].count - 1 else {
                line += 1
                continue
            }
            write(lines, start, line, widths, &output)
            start = line
            var width = minimumWidth
            while line < end, column < lines[line].count - 1 {
                width = max(width, lines[line][column].width + padding)
                line += 1
            }
            widths.append(width)
            format(lines, start, line, &widths, &output)
            widths.removeLast()
            start = line
        }
        write(lines, start, end, widths, &output)
    }

    private func write(
        _ lines: [[Cell]], _ start: Int, _ end: Int, _ widths: [Int], _ output: inout String
    ) {
        for line in lines[start..<end] {
            for (column, cell) in line.enumerated() {
                output += cell.text
                if column < widths.count {
                    output += String(repeating: " ", count: max(0, widths[column] - cell.width))
                }
            }
            output += "\n"
        }
    }
}
