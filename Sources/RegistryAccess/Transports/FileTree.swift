internal import Archives
internal import Linux
internal import OCISpecification

/// Files of an image by name: those below a directory, or those of an archive.
enum FileTree: Sendable {
    case directory(BlobFile, path: String)
    case archive(ArchiveFile)

    init(directory path: String, doing: String) throws(RegistryError) {
        self = .directory(
            BlobFile(try locally(doing, path) { () throws(SystemCallError) in try open(path, [.path, .directory]) }), path: path)
    }

    var path: String {
        switch self {
        case .directory(_, let path): path
        case .archive(let archive): archive.path
        }
    }

    struct Piece: Sendable {
        let file: BlobFile
        let offset: Int64
        let size: Int64
    }

    /// A file; nil when there is none of that name. A link in a directory cannot lead out of it.
    func piece(_ name: String) throws(RegistryError) -> Piece? {
        switch self {
        case .archive(let archive): return archive.piece(name)
        case .directory(let root, let path):
            do throws(SystemCallError) {
                let file = try open(name, in: root.descriptor)
                let status = try file.status()
                guard status.kind == .file else { throw SystemCallError(call: "open", subject: name, errno: .invalid) }
                return Piece(file: BlobFile(file), offset: 0, size: status.size)
            } catch {
                if error.errno == .noEntry || error.errno == .notDirectory { return nil }
                throw RegistryError(.storage, doing: "read", subject: "\(path)/\(name)", cause: error.description)
            }
        }
    }

    /// The bytes of a small file; nil when there is none of that name.
    func read(_ name: String, limit: Int = FetchedManifest.largest) throws(RegistryError) -> [UInt8]? {
        guard let piece = try piece(name) else { return nil }
        guard piece.size <= limit else {
            throw RegistryError(
                .invalidManifest, doing: "read", subject: "\(path)/\(name)", cause: "it has \(piece.size) bytes; at most \(limit) are taken"
            )
        }
        return try piece.bytes(0..<Int(piece.size), of: "\(path)/\(name)")
    }

    /// As ``read(_:limit:)``; that it is not there is an error.
    func required(_ name: String, limit: Int = FetchedManifest.largest) throws(RegistryError) -> [UInt8] {
        guard let bytes = try read(name, limit: limit) else { throw missing(name) }
        return bytes
    }

    func missing(_ name: String) -> RegistryError {
        RegistryError(.notFound, doing: "read", subject: path, cause: "it has no \(name)", advice: "Check the path and the transport")
    }
}

extension FileTree.Piece {
    func bytes(_ range: Range<Int>, of name: String) throws(RegistryError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let start = offset + Int64(range.lowerBound)
        let count = try locally("read", name) { () throws(SystemCallError) in
            let result: Result<Int, SystemCallError> = unsafe bytes.withUnsafeMutableBytes { space in
                var done = 0
                do throws(SystemCallError) {
                    while done < space.count {
                        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: space[done...])
                        let count = try unsafe file.descriptor.read(into: part, at: start + Int64(done))
                        if count == 0 { break }
                        done += count
                    }
                    return .success(done)
                } catch { return .failure(error) }
            }
            return try result.get()
        }
        bytes.removeLast(range.count - count)
        return bytes
    }
}
