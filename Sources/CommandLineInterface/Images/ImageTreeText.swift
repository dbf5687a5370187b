internal import ContainerEngine
internal import OCISpecification

/// A tree of layers for people, in podman's form with more behind it.
enum ImageTreeText {
    static func text(_ tree: ImageTree, layers: Bool, verbose: Bool) -> String {
        var text = "Image Layers\n"
        let roots = tree.children(of: nil)
        for (index, layer) in roots.enumerated() {
            write(layer, tree, indent: "", isLast: index == roots.count - 1, layers: layers, verbose: verbose, to: &text)
        }
        for name in tree.empty { text += "└── no layers Top Layer of: [\(name)]\n" }
        if tree.layers.contains(where: { $0.contents != nil }) {
            let share = tree.size > 0 ? Double(tree.wasted) * 100 / Double(tree.size) : 0
            text +=
                "Wasted: \(HumanSize.short(tree.wasted)) of \(HumanSize.short(tree.size)) (\(Int(share.rounded()))%) in files that later layers hide\n"
        }
        return text
    }

    private static func write(
        _ layer: ImageTree.Layer, _ tree: ImageTree, indent: String, isLast: Bool, layers: Bool, verbose: Bool, to text: inout String
    ) {
        text += indent + (isLast ? "└── " : "├── ")
        text += "ID: \(ShortID.text(layer.chainID.hex)) Size: \(pad(HumanSize.short(layer.size)))"
        if let summary = summary(layer) { text += " \(summary)" }
        if !layer.tops.isEmpty { text += " Top Layer of: [\(layer.tops.joined(separator: " "))]" }
        text += "\n"
        let inside = indent + (isLast ? "    " : "│   ")
        let children = tree.children(of: layer.chainID)
        let rail = inside + (children.isEmpty ? "    " : "│   ")
        if layers || verbose, !layer.createdBy.isEmpty { text += "\(rail)made by: \(oneLine(layer.createdBy))\n" }
        if layers, let contents = layer.contents {
            text += "\(rail)added \(count(contents.added)), changed \(count(contents.changed)), hid \(count(contents.hidden))\n"
        }
        if verbose {
            for entry in layer.contents?.entries ?? [] {
                let size = entry.kind == .deleted ? entry.hides : entry.bytes
                text += "\(rail)\(entry.kind.rawValue) \(pad(HumanSize.short(size), to: 8)) \(oneLine(entry.path))\n"
            }
        }
        for (index, child) in children.enumerated() {
            write(child, tree, indent: inside, isLast: index == children.count - 1, layers: layers, verbose: verbose, to: &text)
        }
    }

    /// `+1.2MB ~30kB -5kB`: added, changed, hidden.
    static func summary(_ layer: ImageTree.Layer) -> String? {
        guard let contents = layer.contents else { return nil }
        return
            "+\(HumanSize.short(contents.added.bytes)) ~\(HumanSize.short(contents.changed.bytes)) -\(HumanSize.short(contents.hidden.bytes))"
    }

    private static func count(_ total: LayerContents.Total) -> String {
        "\(total.files) \(total.files == 1 ? "file" : "files") (\(HumanSize.short(total.bytes)))"
    }

    private static func pad(_ text: String, to width: Int = 7) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    /// Names of files are an image's: what would move the cursor is shown as a question mark.
    static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || (0x7f...0x9f).contains($0.value) ? "?" : $0 }))
    }
}
