extension ControlGroup {
    /// A group of version 1, or of version 2 alone, as another process is told of it, which then need not look at the machine's mounts
    /// itself.
    public var text: [UInt8] {
        var words = [path.text]
        if layout.isUnified, let place = unifiedPlace { words += [place.hierarchy.mountPoint, "unified"] }
        for place in places where !place.hierarchy.isUnified {
            words += [place.hierarchy.mountPoint, place.hierarchy.options]
        }
        return Array(words.joined(separator: "\0").utf8)
    }

    /// Nil when the text is none of ours.
    public init?(text: some Collection<UInt8>) {
        let words = text.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard words.count % 2 == 1, let path = try? ControlGroupPath(words[0]) else { return nil }
        if words.count == 3, words[2] == "unified" {
            self = .existing(path, layout: .unified(at: words[1]))
            return
        }
        var hierarchies: [Hierarchy] = []
        for at in stride(from: 1, to: words.count, by: 2) {
            let (options, controllers) = (words[at + 1], Controllers(list: words[at + 1]))
            hierarchies.append(
                Hierarchy(
                    kind: controllers.isEmpty ? .named(String(options.dropFirst(5))) : .legacy(controllers),
                    mountPoint: words[at], options: options))
        }
        self = .existing(path, layout: ControlGroupLayout(version: .legacy, hierarchies: hierarchies))
    }
}
