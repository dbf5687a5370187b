internal import Linux

/// A file that is written whole before it gets its name. A pipe or device of that name is written to as it is.
final class PendingFile: Sendable {
    let path: String
    private let unnamed: UnnamedFile?
    let file: BlobFile

    init(_ path: String, doing: String, refusingExisting: Bool) throws(RegistryError) {
        self.path = path
        // What cannot be looked at is told when the file is made.
        let there = try? status(of: path)
        if let there, there.kind == .directory {
            throw RegistryError(.configuration, doing: doing, subject: path, cause: "it is a directory", advice: "Name a file")
        }
        if let there, there.kind != .file {
            unnamed = nil
            file = BlobFile(try locally(doing, path) { () throws(SystemCallError) in try open(path, [.writeOnly]) })
            return
        }
        if refusingExisting, let there, there.size > 0 {
            throw RegistryError(
                .configuration, doing: doing, subject: path, cause: "the file is there, and such an archive cannot be added to",
                advice: "Remove it first, or name another one")
        }
        Leftovers.sweep(beside: path)
        (unnamed, file) = try locally(doing, path) { () throws(SystemCallError) in
            let unnamed = try UnnamedFile(path)
            return (unnamed, BlobFile(try unnamed.descriptor.duplicate()))
        }
    }

    func finish() throws(RegistryError) {
        guard let unnamed else { return }
        try locally("write", path) { () throws(SystemCallError) in try unnamed.place() }
    }

    func abandon() { unnamed?.abandon() }
}
