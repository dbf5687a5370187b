extension JSONParser {
    /// Marks the keys of an object that stand again later in it, and answers how many.
    mutating func replaceRepeatedKeys(of object: Int, count: Int) -> Int {
        guard count > 1 else { return 0 }
        // A hostile text must not make this quadratic.
        if count > 24 { return replaceRepeatedKeysByTable(of: object) }
        var replaced = 0
        var key = object + 1
        while key < nodes.count {
            var later = Int(nodes[key].next)
            while later < nodes.count {
                if isSameKey(key, later) {
                    nodes[key].kind = .replacedKey
                    replaced += 1
                    break
                }
                later = Int(nodes[later].next)
            }
            key = Int(nodes[key].next)
        }
        return replaced
    }

    private mutating func replaceRepeatedKeysByTable(of object: Int) -> Int {
        var seen: [String: Int] = [:]
        var replaced = 0
        var key = object + 1
        while key < nodes.count {
            let text = nodes[key].text(in: bytes)
            if let earlier = seen.updateValue(key, forKey: text) {
                nodes[earlier].kind = .replacedKey
                replaced += 1
            }
            key = Int(nodes[key].next)
        }
        return replaced
    }

    private func isSameKey(_ first: Int, _ second: Int) -> Bool {
        let a = nodes[first]
        let b = nodes[second]
        if a.isEscaped || b.isEscaped { return a.text(in: bytes) == b.text(in: bytes) }
        guard a.length == b.length else { return false }
        let count = Int(a.length)
        let from = Int(a.start)
        let other = Int(b.start)
        // Keys of one object differ mostly at their ends when they are as long as each other.
        var index = count
        while index > 0 {
            index -= 1
            if bytes[from + index] != bytes[other + index] { return false }
        }
        return true
    }
}
