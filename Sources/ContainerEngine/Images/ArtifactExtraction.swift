internal import Archives
internal import ImageStorage
internal import Linux
public import OCISpecification

extension Engine {
    /// Writes files of an artifact: into a directory each under its title, or one of them to a path.
    ///
    /// - Parameters:
    ///   - title: the file of this title only.
    ///   - digest: the file of this digest only.
    public func extractArtifact(_ word: String, to path: String, title: String?, digest: Digest?) throws(EngineError) {
        let artifact = try artifact(word)
        let all = artifact.manifest.layers
        guard !all.isEmpty else { throw EngineError(.notFound, "\(artifact.name): the artifact has no files") }
        let wanted = all.filter { (title == nil || $0.title == title) && (digest == nil || $0.digest == digest) }
        if wanted.isEmpty {
            let known = all.map { Self.visible($0.title ?? $0.digest.description) }.joined(separator: ", ")
            throw EngineError(
                .notFound, "\(artifact.name): the artifact has no file \(title ?? digest?.description ?? ""). It has \(known)")
        }
        let isDirectory = try system("looking at \(path)") { () throws(SystemCallError) in
            guard try exists(path) else { return false }
            return try status(of: path).kind == .directory
        }
        guard isDirectory || wanted.count == 1 else {
            throw EngineError(
                .invalid,
                "the artifact has \(wanted.count) files, and \(path) is no directory: make it, or choose one of them with --title or --digest"
            )
        }
        if !isDirectory { return try write(wanted[0], to: path) }
        var names: Set<String> = []
        for file in wanted {
            let name = try Self.fileName(of: file)
            guard names.insert(name).inserted else {
                throw EngineError(.invalid, "the artifact has two files \(Self.visible(name)): choose one of them with --digest")
            }
        }
        for file in wanted { try write(file, to: "\(path)/\(try Self.fileName(of: file))") }
    }

    /// A title is of those who made the artifact: it must not lead anywhere else.
    private static func fileName(of file: ContentDescriptor) throws(EngineError) -> String {
        let name = file.title ?? file.digest.description
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(0x2f), !name.utf8.contains(0), name.utf8.count < 256 else {
            throw EngineError(
                .invalid,
                "the artifact calls a file \"\(visible(name))\", which is no name of a file: extract it with --digest to a path of your own"
            )
        }
        return name
    }

    private static func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(200).map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
    }

    private func write(_ file: ContentDescriptor, to path: String) throws(EngineError) {
        let store = images
        let source = try stored { () throws(ImageStoreError) in try store.content.source(of: file.digest) }
        // Beside its place and renamed: what cannot be read whole leaves nothing.
        let pending = "\(path).tmp-\(CurrentProcess.identifier)"
        let target = try system("writing \(path)") { () throws(SystemCallError) in
            try open(pending, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o644)
        }
        do throws(EngineError) {
            var digest = DigestStream(algorithm: file.digest.algorithm)
            let sink = DescriptorSink(target, name: path)
            do throws(ArchiveError) {
                while true {
                    let chunk = unsafe try source.next()
                    if unsafe chunk.isEmpty { break }
                    unsafe digest?.update(chunk)
                    try unsafe sink.write(chunk)
                }
                try sink.finish()
            } catch { throw EngineError(.system, "writing \(path): \(error.description)") }
            guard digest?.digest() == file.digest else {
                throw EngineError(
                    .system,
                    "extracting \(file.digest): its bytes in the store have another digest: `apus system check` tells what is damaged")
            }
            try system("writing \(path)") { () throws(SystemCallError) in try Linux.rename(pending, to: path) }
        } catch {
            _ = try? removeFile(pending)  // the failure before is the one to tell
            throw error
        }
    }
}
