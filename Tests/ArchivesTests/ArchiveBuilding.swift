import Archives
import Glibc
import Linux
import TestSupport
import Testing

let isRoot = geteuid() == 0

/// An archive made of entries by our own writer.
func archive(_ entries: [(TarEntry, [UInt8])]) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = TarWriter(sink)
    for (entry, contents) in entries {
        if entry.kind == .file, entry.segments == nil {
            try writer.add(entry, contents: contents)
        } else {
            try writer.add(entry)
            if !contents.isEmpty { try writer.write(contents) }
        }
    }
    try writer.finish()
    return sink.bytes
}

func file(_ name: ByteName, _ text: String = "", mode: UInt32 = 0o644) -> (TarEntry, [UInt8]) {
    (TarEntry(name: name, kind: .file, permissions: mode, user: geteuid(), group: getegid()), Array(text.utf8))
}

func directory(_ name: ByteName, mode: UInt32 = 0o755) -> (TarEntry, [UInt8]) {
    (TarEntry(name: name, kind: .directory, permissions: mode, user: geteuid(), group: getegid()), [])
}

func symlink(_ name: ByteName, to target: ByteName) -> (TarEntry, [UInt8]) {
    (
        TarEntry(
            name: name, kind: .symlink, permissions: 0o777, user: geteuid(), group: getegid(), linkTarget: target), []
    )
}

func hardLink(_ name: ByteName, to target: ByteName) -> (TarEntry, [UInt8]) {
    (TarEntry(name: name, kind: .hardLink, user: geteuid(), group: getegid(), linkTarget: target), [])
}

/// Unpacks into a directory.
@discardableResult
func unpack(
    _ entries: [(TarEntry, [UInt8])], into path: String, _ options: ExtractionOptions = .layer
) throws -> ExtractionSummary {
    try makeDirectories(path)
    let root = try open(path, [.directory])
    return try LayerExtractor.extract(MemorySource(try archive(entries)), into: root, options: options)
}

/// All entries of an archive with their contents.
func read(_ bytes: [UInt8], chunk: Int = .max) throws -> [(entry: TarEntry, contents: [UInt8])] {
    let reader = TarReader(MemorySource(bytes, chunk: chunk))
    var found: [(TarEntry, [UInt8])] = []
    while let entry = try reader.next() { found.append((entry, try reader.readContent(limit: 1 << 24))) }
    return found
}

/// Runs a shell command in a directory; the test fails when it fails.
func shell(_ command: String, in directory: String) throws {
    let status = unsafe Glibc.system("cd '\(directory)' && { \(command)\n}")
    try #require(status == 0, "\(command) ended with \(status)")
}

func contents(_ path: some PathBytes) throws -> String {
    String(decoding: try readFile(path), as: UTF8.self)
}
