internal import Linux

/// A file that is written whole before it gets its name. A pipe or device of that name is written to as it is.
final class PendingFile: Sendable {
    let path: String
    private let temporary: String?
    let file: BlobFile

    init(_ path: String, doing: String, refusingExisting: Bool) throws(RegistryError) {
        self.path = path
        // What cannot be looked at is told when the file is made.
        let there = try? status(of: path)
        if let there, there.kind == .directory {
            throw RegistryError(.configuration, doing: doing, subject: path, cause: "it is a directory", advice: "Name a file")
        }
        if let there, there.kind != .file {
            temporary = nil
            file = BlobFile(try locally(doing, path) { () throws(SystemCallError) in try open(path, [.writeOnly]) })
            return
        }
        if refusingExisting, let there, there.size > 0 {
            throw RegistryError(
                .configuration, doing: doing, subject: path, cause: "the file is there, and such an archive cannot be added to",
                advice: "Remove it first, or name another one")
        }
        let name = temporaryName(for: path)
        temporary = name
        file = BlobFile(
            try locally(doing, path) { () throws(SystemCallError) in
                try open(name, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o644)
            })
    }

    func finish() throws(RegistryError) {
        guard let temporary else { return }
        try locally("write", path) { () throws(SystemCallError) in
            try file.descriptor.flush()
            try rename(temporary, to: path)
        }
    }

    func abandon() {
        // After a rename there is nothing of that name; another failure is no news.
        if let temporary { _ = try? removeFile(temporary) }
    }
}

/// A name beside a path for what is not finished.
func temporaryName(for path: String) -> String {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    return "\(path).tmp-\(CurrentProcess.identifier)-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
}
