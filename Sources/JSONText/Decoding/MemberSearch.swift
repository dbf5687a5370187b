extension JSONDocument {
    /// The key node of a member, looked for from one key of the object round to that key again.
    func member(_ name: String, of object: Int, from first: Int) -> Int? {
        var name = name
        return name.withUTF8 { wanted in
            let end = Int(nodes[object].next)
            var node = first
            while node < end {
                if unsafe isKey(node, wanted) { return node }
                node = Int(nodes[node].next)
            }
            node = object + 1
            while node < first, node < end {
                if unsafe isKey(node, wanted) { return node }
                node = Int(nodes[node].next)
            }
            return nil
        }
    }

    private func isKey(_ index: Int, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        let node = nodes[index]
        guard node.kind == .key else { return false }
        if node.isEscaped { return unsafe node.text(in: bytes).utf8.elementsEqual(wanted) }
        guard Int(node.length) == wanted.count else { return false }
        let start = Int(node.start)
        for offset in 0..<wanted.count where unsafe bytes[start + offset] != wanted[offset] { return false }
        return true
    }
}
