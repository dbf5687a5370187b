import Archives
import ImageStorage
import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// Archives of images with hostile documents, brought into a store. `scripts/fuzz` runs them for longer.
@Suite struct IntakeFuzzTests {
    /// What an archive is made of, with one document or more replaced by hostile ones.
    private struct Parts {
        let image: TestImage
        let configuration: JSONMutation
        let index: String
        let dockerManifest =
            #"[{"Config":"c.json","RepoTags":["localhost/fuzz:1","localhost/other:2"],"Layers":["l/0.tar","l/1.tar"]}]"#
        let layers: [TestLayer]

        init() throws {
            layers = [
                try TestLayer([.directory("a"), .file("a/b", "one")], compressed: false),
                try TestLayer([.file("a/.wh.b", ""), .symlink("c", to: "../../x")]),
            ]
            image = try TestImage(layers, config: ContainerDefaults(Env: ["A=b"], Cmd: ["x"]))
            configuration = JSONMutation(String(decoding: image.configuration, as: UTF8.self))
            index = """
                {"schemaVersion":2,"manifests":[{"mediaType":"\(image.target.mediaType)","digest":"\(image.target.digest)",\
                "size":\(image.target.size),"annotations":{"org.opencontainers.image.ref.name":"localhost/fuzz:1"},\
                "platform":{"architecture":"\(Platform.host.architecture)","os":"linux"}}]}
                """
        }

        /// The files of an OCI layout, whose digests are right however hostile what they are of.
        func layout(_ random: inout SeededRandom) -> [(String, [UInt8])] {
            var configuration = image.configuration
            var manifest = image.manifest
            if random.happens(oneIn: 3) { configuration = self.configuration.mutated(with: &random) }
            manifest = Self.replacing(image.id, image.configuration.count, in: manifest, by: configuration)
            if random.happens(oneIn: 2) {
                // Mostly of the manifest that names the new configuration.
                manifest = JSONMutation(String(decoding: manifest, as: UTF8.self)).mutated(with: &random)
            }
            var index = Self.replacing(image.target.digest, image.manifest.count, in: Array(self.index.utf8), by: manifest)
            if random.happens(oneIn: 3) { index = JSONMutation(String(decoding: index, as: UTF8.self)).mutated(with: &random) }
            var files: [(String, [UInt8])] = [
                ("oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)), ("index.json", index),
            ]
            for blob in [configuration, manifest] + layers.map(\.blob) { files.append(("blobs/sha256/\(digest(blob).hex)", blob)) }
            return files
        }

        func dockerArchive(_ random: inout SeededRandom) -> [(String, [UInt8])] {
            let manifest = random.happens(oneIn: 4) ? Array(dockerManifest.utf8) : JSONMutation(dockerManifest).mutated(with: &random)
            let configuration = random.happens(oneIn: 2) ? self.configuration.mutated(with: &random) : image.configuration
            return [("manifest.json", manifest), ("c.json", configuration), ("l/0.tar", layers[0].blob), ("l/1.tar", layers[1].blob)]
        }

        private static func replacing(_ old: Digest, _ size: Int, in text: [UInt8], by bytes: [UInt8]) -> [UInt8] {
            let new = String(decoding: text, as: UTF8.self)
                .replacing(old.description, with: digest(bytes).description)
                .replacing("\"size\":\(size)", with: "\"size\":\(bytes.count)")
            return Array(new.utf8)
        }
    }

    /// Files in an order of chance, some of them twice, missing, links to others or under other names.
    private static func archive(_ files: [(String, [UInt8])], _ random: inout SeededRandom) -> [UInt8] {
        var files = files
        if random.happens(oneIn: 3) { files.shuffle(using: &random) }
        if random.happens(oneIn: 12) { files.append(files[random.below(files.count)]) }
        if random.happens(oneIn: 12) { files.remove(at: random.below(files.count)) }
        let names = ["../x", "/etc/x", "./c.json", "l//0.tar", "x\u{0}y", "."]
        if random.happens(oneIn: 12) { files[random.below(files.count)].0 = names[random.below(names.count)] }
        let sink = MemorySink()
        let writer = TarWriter(sink)
        for (name, contents) in files {
            let isLink = random.happens(oneIn: 30)
            // What the writer refuses is left out.
            try? writer.add(
                TarEntry(
                    name: ByteName(name), kind: isLink ? .symlink : .file, permissions: 0o644, size: isLink ? 0 : Int64(contents.count),
                    linkTarget: ByteName(isLink ? files[random.below(files.count)].0 : "")))
            if !isLink { try? writer.write(contents) }
        }
        // An archive that could not be ended is one that is cut off.
        try? writer.finish()
        return random.happens(oneIn: 20) ? Array(sink.bytes.prefix(random.below(sink.bytes.count + 1))) : sink.bytes
    }

    private func check(_ name: String, _ make: (inout SeededRandom) -> [(String, [UInt8])]) throws {
        let scratch = try TemporaryDirectory("fuzz")
        let store = ImageStore(scratch)
        var number = 0
        var run = FuzzRun(name)
        try run.run(seconds: 4) {
            Self.archive(make(&$0), &$0)
        } _: { bytes in
            var loaded: [LoadedImage]?
            do throws(ImageStoreError) { loaded = try store.load(MemorySource(bytes), flush: false) } catch {
                if error.cause.isEmpty { throw FuzzRun.Finding("it is refused without a cause") }
            }
            // Whatever was taken can be looked at, and nothing of it is wrong.
            for image in try store.images() {
                _ = try store.inspect(image.id.description)
                if image.names.contains(where: { $0.description.utf8.contains { $0 <= 32 || $0 >= 127 } }) {
                    throw FuzzRun.Finding("it has a name that no image has")
                }
            }
            let problems = try store.check(deep: number % 10 == 0)
            if !problems.isEmpty { throw FuzzRun.Finding("the store has \(problems.map(\.description))") }
            number += 1
            if loaded != nil || number % 50 == 0 {
                _ = try store.prune(all: true)
                if number % 50 == 0 {
                    let left = try tree("\(scratch.path)/images").filter { contains($0, "sha256/") || contains($0, "/diff") }
                    if !left.isEmpty { throw FuzzRun.Finding("after all was removed there are \(left)") }
                }
            }
            return loaded != nil
        }
        #expect(run.findings.isEmpty, "\(run.findings.joined(separator: "\n"))")
        #expect(run.inputs > 20)
        #expect(run.accepted > 0, "not one of \(run.inputs) was accepted: nothing behind the reader was tried")
    }

    @Test func `no archive with a layout of images crashes us or harms the store`() throws {
        let parts = try Parts()
        try check("oci-archive") { parts.layout(&$0) }
    }

    @Test func `no archive of docker's format crashes us or harms the store`() throws {
        let parts = try Parts()
        try check("docker-archive") { parts.dockerArchive(&$0) }
    }
}
