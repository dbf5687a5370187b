internal import Archives
internal import Linux

/// A tar archive whose files are read at their places. One that is compressed, or no regular file, is unpacked first into
/// a file without a name.
final class ArchiveFile: Sendable {
    let path: String
    private let file: BlobFile
    private let places: [String: (offset: Int64, size: Int64)]
    private let links: [String: String]

    init(_ path: String, doing: String) throws(RegistryError) {
        self.path = path
        let (plain, isWhole) = try locally(doing, path) { () throws(SystemCallError) -> (BlobFile, Bool) in
            let file = try open(path)
            let status = try file.status()
            guard status.kind != .directory else { throw SystemCallError(call: "open", subject: path, errno: .isDirectory) }
            guard status.kind == .file else { return (BlobFile(file), false) }
            let first = try file.read(upTo: 6)
            try file.seek(to: 0)
            // What cannot be recognised is told when it is read as an archive.
            let isPlain = (try? CompressionFormat.detect(first)) == CompressionFormat.none
            return (BlobFile(file), isPlain)
        }
        file = isWhole ? plain : try Self.unpacked(plain, path, doing)
        (places, links) = try Self.index(file, path, doing)
    }

    private static func unpacked(_ packed: BlobFile, _ path: String, _ doing: String) throws(RegistryError) -> BlobFile {
        let (source, target) = try locally(doing, path) { () throws(SystemCallError) -> (DescriptorSource, BlobFile) in
            (DescriptorSource(try packed.descriptor.duplicate(), name: path), BlobFile(try Scratch.file()))
        }
        do throws(ArchiveError) {
            let plain = DecompressingSource(source)
            let sink = DescriptorSink(try duplicate(target), name: "a temporary file in \(Scratch.directory)")
            try sink.write(from: plain)
        } catch { throw RegistryError(.storage, doing: doing, subject: path, cause: error.description) }
        return target
    }

    private static func duplicate(_ file: BlobFile) throws(ArchiveError) -> Descriptor {
        do throws(SystemCallError) { return try file.descriptor.duplicate() } catch {
            throw ArchiveError(.input, "read the archive", cause: error)
        }
    }

    private static func index(
        _ file: BlobFile, _ path: String, _ doing: String
    ) throws(RegistryError) -> ([String: (offset: Int64, size: Int64)], [String: String]) {
        var places: [String: (offset: Int64, size: Int64)] = [:]
        var links: [String: String] = [:]
        do throws(ArchiveError) {
            let own: Descriptor
            do throws(SystemCallError) { own = try open(file.descriptor.procPath) } catch {
                throw ArchiveError(.input, "read \(path)", cause: error)
            }
            let reader = TarReader(DescriptorSource(own, name: path))
            while let entry = try reader.next() {
                guard let name = plainPath(String(decoding: entry.name.bytes, as: UTF8.self)) else { continue }
                let directory = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
                switch entry.kind {
                case .file where entry.segments == nil:
                    guard places[name] == nil, places.count < 1_000_000 else {
                        throw ArchiveError(.malformed, "read \(path)", cause: "the name \(name) is in it more than once")
                    }
                    places[name] = (entry.contentOffset, entry.packedSize)
                case .symlink: links[name] = plainPath(String(decoding: entry.linkTarget.bytes, as: UTF8.self), below: directory)
                case .hardLink: links[name] = plainPath(String(decoding: entry.linkTarget.bytes, as: UTF8.self))
                default: break
                }
            }
        } catch {
            throw RegistryError(
                .invalidManifest, doing: doing, subject: path, cause: error.description,
                advice: "It is no archive of images, or it is damaged")
        }
        return (places, links)
    }

    func piece(_ name: String) -> FileTree.Piece? {
        guard var name = Self.plainPath(name) else { return nil }
        for _ in 0..<20 {
            guard let next = links[name] else { break }
            name = next
        }
        guard let place = places[name] else { return nil }
        return FileTree.Piece(file: file, offset: place.offset, size: place.size)
    }

    /// A name without `.` and empty parts; nil for one that leads out.
    private static func plainPath(_ text: String, below directory: String = "") -> String? {
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
}

/// Files without names for what has to be seen whole before it goes on; they end with their descriptors.
enum Scratch {
    /// Big things do not belong where memory is the disk.
    static let directory = "/var/tmp"

    static func file() throws(SystemCallError) -> Descriptor {
        try open(directory, [.readWrite, .temporary], mode: 0o600)
    }
}
