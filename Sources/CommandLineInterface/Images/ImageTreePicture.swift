internal import ContainerEngine
internal import OCISpecification

/// A tree of layers as a picture, SVG: a box for each layer, from the lowest at the left, with a bar of what it adds (green), changes
/// (amber) and hides (red).
enum ImageTreePicture {
    private static let boxWidth = 230
    private static let boxHeight = 76
    private static let gap = 40

    private struct Placed {
        var layer: ImageTree.Layer
        var column: Int
        var row: Int
    }

    static func text(_ tree: ImageTree) -> String {
        var placed: [Placed] = []
        var rows = 0
        for root in tree.children(of: nil) { place(root, tree, column: 0, row: &rows, into: &placed) }
        let columns = (placed.map(\.column).max() ?? 0) + 2
        let (width, height) = (columns * (boxWidth + gap) + gap, max(rows, 1) * (boxHeight + 24) + 70)
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="sans-serif" font-size="12">
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>
            <text x="\(gap)" y="28" font-size="16">\(tree.layers.count) layers, \(HumanSize.short(tree.size)), \
            wasted \(HumanSize.short(tree.wasted))</text>

            """
        let largest = max(1, placed.map { weight($0.layer) }.max() ?? 1)
        for item in placed {
            if let parent = placed.first(where: { $0.layer.chainID == item.layer.parent }) { svg += line(from: parent, to: item) }
        }
        for item in placed { svg += box(item, largest: largest) }
        for (index, name) in tree.empty.enumerated() {
            svg += "<text x=\"\(gap)\" y=\"\(height - 10 - index * 16)\">\(escaped(name)): no layers</text>\n"
        }
        return svg + "</svg>\n"
    }

    /// A layer stands in the row of its first child; each leaf has a row of its own.
    private static func place(_ layer: ImageTree.Layer, _ tree: ImageTree, column: Int, row: inout Int, into placed: inout [Placed]) {
        placed.append(Placed(layer: layer, column: column, row: row))
        let children = tree.children(of: layer.chainID)
        for child in children { place(child, tree, column: column + 1, row: &row, into: &placed) }
        if children.isEmpty { row += 1 }
    }

    private static func position(_ item: Placed) -> (x: Int, y: Int) {
        (gap + item.column * (boxWidth + gap), 48 + item.row * (boxHeight + 24))
    }

    private static func line(from parent: Placed, to child: Placed) -> String {
        let (a, b) = (position(parent), position(child))
        let (x1, y1, x2, y2) = (a.x + boxWidth, a.y + boxHeight / 2, b.x, b.y + boxHeight / 2)
        return "<path d=\"M\(x1) \(y1) C\(x1 + gap / 2) \(y1) \(x2 - gap / 2) \(y2) \(x2) \(y2)\" fill=\"none\" stroke=\"#888888\"/>\n"
    }

    private static func weight(_ layer: ImageTree.Layer) -> Int64 {
        layer.contents.map { $0.added.bytes + $0.changed.bytes + $0.hidden.bytes } ?? layer.size
    }

    private static func box(_ item: Placed, largest: Int64) -> String {
        let (x, y) = position(item)
        let layer = item.layer
        var svg = """
            <g><title>\(escaped(layer.createdBy))</title>
            <rect x="\(x)" y="\(y)" width="\(boxWidth)" height="\(boxHeight)" rx="5" fill="#f5f7fa" stroke="#556677"/>
            <text x="\(x + 8)" y="\(y + 18)" font-weight="bold">\(ShortID.text(layer.chainID.hex))</text>
            <text x="\(x + boxWidth - 8)" y="\(y + 18)" text-anchor="end">\(HumanSize.short(layer.size))</text>
            <text x="\(x + 8)" y="\(y + 36)" fill="#555555">\(escaped(ShortID.clipped(layer.createdBy, to: 34)))</text>

            """
        var left = x + 8
        let parts: [(Int64, String)] =
            layer.contents.map { [($0.added.bytes, "#4caf50"), ($0.changed.bytes, "#ffb300"), ($0.hidden.bytes, "#e53935")] }
            ?? [(layer.size, "#90a4ae")]
        for (bytes, color) in parts where bytes > 0 {
            let width = max(1, Int(Double(bytes) / Double(largest) * Double(boxWidth - 16)))
            svg += "<rect x=\"\(left)\" y=\"\(y + 44)\" width=\"\(width)\" height=\"8\" fill=\"\(color)\"/>\n"
            left += width
        }
        if let summary = ImageTreeText.summary(layer) { svg += "<text x=\"\(x + 8)\" y=\"\(y + 68)\">\(summary)</text>\n" }
        if !layer.tops.isEmpty {
            svg += "<text x=\"\(x)\" y=\"\(y + boxHeight + 14)\" fill=\"#0057b8\">\(escaped(layer.tops.joined(separator: ", ")))</text>\n"
        }
        return svg + "</g>\n"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in ImageTreeText.oneLine(text) {
            switch character {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
