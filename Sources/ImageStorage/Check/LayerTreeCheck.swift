internal import Archives
internal import Linux
internal import OCISpecification

/// Compares an unpacked layer with the archive that it came from: the contents of files, and where links point.
///
/// What an entry later in the archive replaced counts no more. What lies below a directory that was replaced by a link, and what
/// cannot be opened, is passed over: this looks for damage, not for proof.
@safe struct LayerTreeCheck {
    private let tree: OpenFile
    private let rename: (@Sendable (ByteName) -> ByteName?)?
    private let block = ByteBlock(capacity: 256 << 10)
    /// What differs so far, by its path below the tree.
    private var different: [[UInt8]: String] = [:]

    init(tree: OpenFile, options: ExtractionOptions) {
        self.tree = tree
        rename = options.rename
    }

    /// A file that is not as the archive has it, in words; nil when all are.
    mutating func firstDifference(from source: any ByteSource, limits: TarLimits) throws(ArchiveError) -> String? {
        let reader = TarReader(source, limits: limits)
        while let entry = try reader.next() {
            guard let name = rename.map({ $0(entry.name) }) ?? entry.name, let path = Self.plain(name.bytes) else { continue }
            var words: String?
            switch entry.kind {
            case .file:
                do throws(SystemCallError) {
                    words = try compare(entry, ByteName(path), reader)
                } catch { throw ArchiveError(.input, "compare '\(entry.name.display)'", cause: error) }
            case .symlink: words = target(of: ByteName(path), isNot: entry.linkTarget)
            default: break
            }
            different[path] = words
        }
        return different.min { $0.key.lexicographicallyPrecedes($1.key) }.map { "\(ByteName($0.key).display) \($0.value)" }
    }

    /// The path without what does not matter; nil for the root, for whiteouts and for paths that climb.
    private static func plain(_ name: [UInt8]) -> [UInt8]? {
        let parts = name.split(separator: 0x2f).filter { $0 != [0x2e] }
        guard let last = parts.last, !last.starts(with: ".wh.".utf8), !parts.contains([0x2e, 0x2e]) else { return nil }
        return Array(parts.joined(separator: [0x2f]))
    }

    private func compare(
        _ entry: TarEntry, _ path: ByteName, _ reader: TarReader
    ) throws(SystemCallError) -> String? {
        let file: Descriptor
        do throws(SystemCallError) {
            file = try open(path, in: tree.descriptor, [.readOnly, .noFollow, .nonBlocking], resolve: [.beneath, .noSymlinks])
        } catch {
            return error.errno == .noEntry ? "is not there" : nil
        }
        let status = try file.status()
        guard status.kind == .file else { return "is no file" }
        guard status.size == entry.size else { return "has \(status.size) bytes and not \(entry.size)" }
        var isSame = true
        while isSame, let piece = unsafe try next(reader) {
            var done = 0
            while unsafe isSame && done < piece.bytes.count {
                let wanted = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: block.bytes[..<min(block.capacity, piece.bytes.count - done)])
                let count = try unsafe file.read(into: wanted, at: piece.offset + Int64(done))
                isSame =
                    unsafe count > 0
                    && sameBytes(
                        block.prefix(count), UnsafeRawBufferPointer(rebasing: piece.bytes[done..<(done + count)]))
                done += count
            }
        }
        return isSame ? nil : "has other contents"
    }

    /// What is wrong with the archive itself is told by the check of its blob.
    private func next(_ reader: TarReader) throws(SystemCallError) -> (offset: Int64, bytes: UnsafeRawBufferPointer)? {
        do throws(ArchiveError) { return unsafe try reader.nextContent() } catch {
            throw SystemCallError(call: "read", subject: "the archive", errno: .io)
        }
    }

    private func target(of path: ByteName, isNot expected: ByteName) -> String? {
        do throws(SystemCallError) {
            let link = try open(path, in: tree.descriptor, [.path, .noFollow], resolve: [.beneath])
            guard try link.status().kind == .symlink else { return nil }
            return try readSymlink("", at: link.number).bytes == expected.bytes ? nil : "points elsewhere"
        } catch {
            // Links that lie below others are passed over, and so is what cannot be looked at.
            return error.errno == .noEntry ? "is not there" : nil
        }
    }
}
