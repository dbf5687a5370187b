internal import Archives
internal import Linux
internal import NIOCore

/// A tar archive on its way into a file.
final class ArchiveOutput {
    private let path: String
    private let writer: TarWriter
    private var directories: Set<String> = []

    init(_ file: PendingFile) throws(RegistryError) {
        path = file.path
        let own = try locally("write", file.path) { () throws(SystemCallError) in try file.file.descriptor.duplicate() }
        writer = TarWriter(DescriptorSink(own, name: file.path), buffer: 1 << 20)
    }

    /// Starts a file; exactly `size` bytes have to follow.
    func begin(_ name: String, size: Int64) throws(RegistryError) {
        var end = name.startIndex
        while let slash = name[end...].firstIndex(of: "/") {
            end = name.index(after: slash)
            let directory = String(name[..<end])
            guard directories.insert(directory).inserted else { continue }
            try run { () throws(ArchiveError) in
                try writer.add(TarEntry(name: ByteName(directory), kind: .directory, permissions: 0o755))
            }
        }
        try run { () throws(ArchiveError) in try writer.add(TarEntry(name: ByteName(name), kind: .file, size: size)) }
    }

    func write(_ chunk: ByteBuffer) throws(RegistryError) {
        try run { () throws(ArchiveError) in
            let result: Result<Void, ArchiveError> = unsafe chunk.withUnsafeReadableBytes { bytes in
                do throws(ArchiveError) { return .success(try unsafe writer.write(bytes)) } catch { return .failure(error) }
            }
            try result.get()
        }
    }

    func add(_ name: String, _ bytes: [UInt8]) throws(RegistryError) {
        try begin(name, size: Int64(bytes.count))
        try run { () throws(ArchiveError) in try writer.write(bytes) }
    }

    /// A whole file of a known size.
    func add(_ name: String, from file: borrowing Descriptor, size: Int64) throws(RegistryError) {
        try begin(name, size: size)
        let count = try run(file) { (file) throws(ArchiveError) in try writer.write(from: file, upTo: size) }
        guard count == size else {
            throw RegistryError(.storage, doing: "write", subject: path, cause: "\(name) became shorter meanwhile")
        }
    }

    func finish() throws(RegistryError) { try run { () throws(ArchiveError) in try writer.finish() } }

    private func run<Value>(_ body: () throws(ArchiveError) -> Value) throws(RegistryError) -> Value {
        do throws(ArchiveError) { return try body() } catch {
            throw RegistryError(.storage, doing: "write", subject: path, cause: error.description)
        }
    }

    private func run<Value>(
        _ file: borrowing Descriptor, _ body: (borrowing Descriptor) throws(ArchiveError) -> Value
    ) throws(RegistryError) -> Value {
        do throws(ArchiveError) { return try body(file) } catch {
            throw RegistryError(.storage, doing: "write", subject: path, cause: error.description)
        }
    }
}
