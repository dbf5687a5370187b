internal import Linux

/// A name in an image archive, made plain: `blobs/sha256/ab…`, without `.` and empty parts.
enum ArchivePath {
    /// Nil for a name that leads out of the archive.
    static func clean(_ name: some Sequence<UInt8>, relativeTo directory: String = "") -> String? {
        let text = String(decoding: Array(name), as: UTF8.self)
        // What is not UTF-8 names nothing that a manifest could ask for; its replacement characters neither.
        var parts = text.hasPrefix("/") ? [] : directory.split(separator: "/")
        for part in text.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}
