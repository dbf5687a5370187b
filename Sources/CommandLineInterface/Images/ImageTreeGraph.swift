internal import ContainerEngine
internal import OCISpecification

/// A tree of layers as a graph in the language of Graphviz.
enum ImageTreeGraph {
    static func text(_ tree: ImageTree) -> String {
        var text = "digraph images {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n"
        for layer in tree.layers {
            let id = ShortID.text(layer.chainID.hex)
            var label = "\(id)\\n\(HumanSize.short(layer.size))"
            if let summary = ImageTreeText.summary(layer) { label += "\\n\(summary)" }
            if !layer.createdBy.isEmpty { label += "\\n" + quoted(ShortID.clipped(ImageTreeText.oneLine(layer.createdBy), to: 45)) }
            text += "  \"\(id)\" [label=\"\(label)\"];\n"
            if let parent = layer.parent { text += "  \"\(ShortID.text(parent.hex))\" -> \"\(id)\";\n" }
            for name in layer.tops {
                text += "  \"\(quoted(name))\" [style=filled, fillcolor=\"#cfe8ff\"];\n  \"\(id)\" -> \"\(quoted(name))\" [style=dashed];\n"
            }
        }
        for name in tree.empty { text += "  \"\(quoted(name))\" [style=filled, fillcolor=\"#cfe8ff\"];\n" }
        return text + "}\n"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for character in text {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted
    }
}
