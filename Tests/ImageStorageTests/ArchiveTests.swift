import Archives
import ImageStorage
import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite struct ArchiveTests {
    private let layers = [
        [LayerFile.directory("bin"), .file("bin/sh", "shell", mode: 0o755)],
        [LayerFile.directory("etc"), .file("etc/os-release", "ID=test"), .symlink("etc/link", to: "os-release")],
    ]

    /// An archive as `docker save` made it until version 24.
    private func dockerArchive(
        _ image: TestImage, tags: [String],
        layerNames: (TestLayer, Int) -> String = { layer, _ in "\(layer.diffID.hex).tar" },
        manifestFirst: Bool = false, compressed: Bool = false, extra: [LayerFile] = []
    ) throws -> [UInt8] {
        var files: [LayerFile] = []
        for (number, layer) in image.layers.enumerated() {
            files.append(
                .init(
                    entry: TarEntry(name: ByteName(layerNames(layer, number)), kind: .file),
                    contents: compressed ? layer.blob : layer.plain))
        }
        files.append(
            .init(entry: TarEntry(name: ByteName("\(image.id.hex).json"), kind: .file), contents: image.configuration))
        let manifest = JSONValue.array([
            [
                "Config": .string("\(image.id.hex).json"), "RepoTags": JSONValue(tags),
                "Layers": JSONValue(image.layers.enumerated().map { layerNames($1, $0) }),
            ]
        ])
        files.insert(.file("manifest.json", manifest.text), at: manifestFirst ? 0 : files.count)
        return try tar(files + extra)
    }

    private func expect(_ store: ImageStore, _ name: String, _ image: TestImage) throws {
        let found = try store.find(name)
        #expect(found.id == image.id)
        let lower = try store.lowerDirectories(diffIDs: store.contents(of: found.record).diffIDs)
        #expect(try text("\(lower[1])/bin/sh") == "shell")
        #expect(try text("\(lower[0])/etc/os-release") == "ID=test")
        #expect(found.record.size == 12)
    }

    @Test(arguments: [false, true], [false, true]) func `an archive of docker is loaded in one pass`(
        manifestFirst: Bool, compressed: Bool
    ) throws {
        let directory = try TemporaryDirectory("load")
        let store = ImageStore(directory)
        let image = try TestImage(layers.map { try TestLayer($0) })
        var bytes = try dockerArchive(
            image, tags: ["my/app:1", "example.com/app:latest"],
            layerNames: { _, number in "\(number)abc/layer.tar" }, manifestFirst: manifestFirst, compressed: compressed)
        if manifestFirst { bytes = try gzip(bytes) }
        let loaded = try store.load(MemorySource(bytes, chunk: 700))
        #expect(loaded.map(\.id) == [image.id])
        #expect(loaded[0].names.map(\.familiar) == ["my/app:1", "example.com/app:latest"])
        try expect(store, "my/app:1", image)
        #expect(try store.check(deep: true).isEmpty)
        // From a file its layers are read each from their place.
        let other = try TemporaryDirectory("load")
        try replaceFile("\(other.path)/archive", with: bytes)
        #expect(try ImageStore(other).load(path: "\(other.path)/archive").map(\.names) == loaded.map(\.names))
        try expect(ImageStore(other), "my/app:1", image)
        #expect(try ImageStore(other).check(deep: true).isEmpty)
        // The second time nothing is stored.
        let before = try store.content.all().count
        _ = try store.load(MemorySource(bytes))
        #expect(try store.content.all().count == before)
    }

    @Test func `layers that are links to others are followed`() throws {
        let directory = try TemporaryDirectory("load")
        let store = ImageStore(directory)
        let layer = try TestLayer(layers[0])
        let image = try TestImage([layer, layer])
        let bytes = try dockerArchive(image, tags: ["twice:1"], layerNames: { _, number in "\(number)/layer.tar" })
        // Take the second layer out and put a link in.
        let reader = TarReader(MemorySource(bytes))
        let sink = MemorySink()
        let writer = TarWriter(sink)
        while let entry = try reader.next() {
            let contents = try reader.readContent(limit: 1 << 20)
            if entry.name == "1/layer.tar" {
                try writer.add(TarEntry(name: entry.name, kind: .symlink, linkTarget: "../0/layer.tar"))
            } else {
                try writer.add(entry, contents: contents)
            }
        }
        try writer.finish()
        _ = try store.load(MemorySource(sink.bytes))
        let record = try store.find("twice:1").record
        #expect(try store.lowerDirectories(diffIDs: store.contents(of: record).diffIDs).count == 1)
    }

    @Test func `broken and hostile archives leave nothing behind`() throws {
        let directory = try TemporaryDirectory("load")
        let store = ImageStore(directory)
        let image = try TestImage(layers.map { try TestLayer($0) })
        let good = try dockerArchive(image, tags: ["a:1"])
        func refused(_ bytes: [UInt8], _ code: ImageStoreError.Code, _ words: String) throws {
            try replaceFile("\(directory.path)/archive", with: bytes)
            let inFile = #expect(throws: ImageStoreError.self) { try store.load(path: "\(directory.path)/archive") }
            #expect(inFile?.code == code || inFile?.code == .sizeMismatch, "\(inFile.map(\.description) ?? "")")
            let error = #expect(throws: ImageStoreError.self) { try store.load(MemorySource(bytes)) }
            #expect(error?.code == code, "\(error.map(\.description) ?? "")")
            #expect(error?.description.contains(words) == true, "\(error.map(\.description) ?? "")")
            #expect(try store.content.all().isEmpty)
            #expect(try store.layers.all().isEmpty)
            #expect(try names(in: store.layout.unpack).isEmpty)
            #expect(try names(in: store.layout.ingest).isEmpty)
            #expect(try store.images().isEmpty)
        }
        try refused(Array(good[..<3000]), .invalid, "end")
        try refused(Array(try gzip(good).dropLast(100)), .invalid, "end")
        try refused(try dockerArchive(image, tags: ["a:1"], extra: [.file("../x", "y")]), .invalid, "leads out")
        try refused(
            try dockerArchive(image, tags: ["a:1"], extra: [.file("manifest.json", "[]")]), .invalid, "more than once")
        try refused(try tar([.file("x", "y")]), .invalid, "no archive of images")
        try refused(
            try tar([.file("manifest.json", #"[{"Config":"../../etc/passwd","Layers":[]}]"#)]), .invalid, "not in it")
        try refused(Array("not an archive at all".utf8), .invalid, "")
        // A configuration that names other layers than there are.
        var forged = image
        forged.layers.reverse()
        try refused(try dockerArchive(forged, tags: ["a:1"]), .digestMismatch, "configuration says")
        forged.layers.removeLast()
        try refused(try dockerArchive(forged, tags: ["a:1"]), .invalid, "has 2 layers")
        try refused(try dockerArchive(image, tags: ["UPPER:1"]), .invalid, "lowercase")
    }

    @Test(arguments: ImageArchiveFormat.allCases) func `what is saved is loaded as it was`(format: ImageArchiveFormat)
        throws
    {
        let directory = try TemporaryDirectory("save")
        let store = ImageStore(directory)
        let image = try TestImage(layers.map { try TestLayer($0) })
        let other = try TestImage([TestLayer(layers[0], compressed: false)])
        try image.store(in: store, as: "my/app:1", "my/app:2")
        try other.store(in: store, as: "example.com/other:3")
        let sink = MemorySink()
        try store.save(store.saved(["my/app:1", "example.com/other:3", "my/app:2"]), to: sink, format: format)
        #expect(sink.isFinished)
        let second = try TemporaryDirectory("load")
        let copy = ImageStore(second)
        let loaded = try copy.load(MemorySource(sink.bytes))
        #expect(loaded.map(\.id) == [image.id, other.id])
        #expect(loaded[0].names.map(\.familiar) == ["my/app:1", "my/app:2"])
        try expect(copy, "my/app:2", image)
        #expect(try copy.find("example.com/other:3").id == other.id)
        if format == .ociArchive { #expect(try copy.find("my/app:1").record.manifest == image.target) }
        #expect(try copy.check(deep: true).isEmpty)
        // The same bytes come out again.
        let again = MemorySink()
        try store.save(store.saved(["my/app:1", "example.com/other:3", "my/app:2"]), to: again, format: format)
        #expect(again.bytes == sink.bytes)
    }

    @Test func `layers that are written into a file at once lie as in a pipe`() throws {
        let directory = try TemporaryDirectory("save")
        let store = ImageStore(directory)
        // Sizes around whole pages and whole blocks of the writer.
        let sizes = [0, 1, 511, 4096, 70_001, 1 << 20, 3 << 20 + 513]
        let layers = try sizes.enumerated().map { number, size in
            let text = String(decoding: noise(size, seed: UInt64(number + 1)).map { $0 & 0x3f + 0x30 }, as: UTF8.self)
            return try TestLayer([.file("f\(number)", text)], compressed: number % 2 == 0)
        }
        let image = try TestImage(layers)
        try image.store(in: store, as: "a:1")
        let pipe = MemorySink()
        try store.save(store.saved(["a:1"]), to: pipe)
        let path = "\(directory.path)/saved.tar"
        func save() throws {
            let file = try open(path, [.writeOnly, .create, .truncate], mode: 0o644)
            try store.save(store.saved(["a:1"]), to: DirectFileSink(file, name: path))
        }
        try save()
        #expect(try readFile(path, limit: 1 << 30) == pipe.bytes)
        // One that is not what it was is told, whichever thread has it.
        let name = layers[4].descriptor.digest.hex
        let blob = try #require(try tree(directory.path).first { $0.hasSuffix(name) })
        try #require(shell("printf x | dd of='\(directory.path)/\(blob)' bs=1 seek=30000 conv=notrunc 2>/dev/null"))
        #expect(throws: ImageStoreError.self) { try save() }
    }

    @Test func `a directory with a layout is written and read`() throws {
        let directory = try TemporaryDirectory("layout")
        let store = ImageStore(directory)
        let image = try TestImage(layers.map { try TestLayer($0) })
        try image.store(in: store, as: "my/app:1")
        let path = "\(directory.path)/layout"
        try store.save(store.saved(["my/app:1"]), toLayout: path)
        try store.save(store.saved(["my/app:1"]), toLayout: path)
        let second = try TemporaryDirectory("load")
        let copy = ImageStore(second)
        let loaded = try copy.load(path: path)
        #expect(loaded.map(\.names) == [[try ImageName(parsing: "my/app:1")]])
        try expect(copy, "my/app:1", image)
        // A link that leads out of the layout leads nowhere.
        let blob = "\(path)/blobs/sha256/\(image.target.digest.hex)"
        try removeFile(blob)
        try makeSymlink(blob, to: "/etc/passwd")
        let third = try TemporaryDirectory("load")
        #expect(throws: ImageStoreError.self) { try ImageStore(third).load(path: path) }
    }

    @Test func `a wrong blob in a layout is refused`() throws {
        let directory = try TemporaryDirectory("load")
        let store = ImageStore(directory)
        let image = try TestImage([TestLayer(layers[0])])
        try image.store(in: store, as: "a")
        let sink = MemorySink()
        try store.save(store.saved(["a"]), to: sink, format: .ociArchive)
        let reader = TarReader(MemorySource(sink.bytes))
        let forged = MemorySink()
        let writer = TarWriter(forged)
        while let entry = try reader.next() {
            var contents = try reader.readContent(limit: 1 << 20)
            if entry.name.display.hasSuffix(image.layers[0].descriptor.digest.hex) { contents[30] ^= 1 }
            try writer.add(entry, contents: contents)
        }
        try writer.finish()
        let second = try TemporaryDirectory("load")
        let copy = ImageStore(second)
        let error = #expect(throws: ImageStoreError.self) { try copy.load(MemorySource(forged.bytes)) }
        #expect(error?.description.contains(image.layers[0].descriptor.digest.hex) == true)
        #expect(try copy.content.all().isEmpty)
    }

    @Test func `a root file system is imported with its changes`() throws {
        let directory = try TemporaryDirectory("import")
        let store = ImageStore(directory)
        let record = try store.importRootFileSystem(
            MemorySource(try gzip(tar(layers[0]))),
            .init(
                names: [try ImageName(parsing: "imported:1")],
                changes: ["CMD [\"/bin/sh\"]", "ENV A=b C=\"d e\"", "WORKDIR /srv", "EXPOSE 80", "LABEL x=y"],
                message: "from a test", created: Timestamp(seconds: 5)))
        let contents = try store.contents(of: record)
        #expect(contents.configuration.config?.Cmd == ["/bin/sh"])
        #expect(contents.configuration.config?.Env == ["A=b", "C=d e"])
        #expect(contents.configuration.config?.WorkingDir == "/srv")
        #expect(contents.configuration.config?.ExposedPorts?.keys.sorted() == ["80/tcp"])
        let history = try store.history(of: record)
        #expect(history.map(\.comment) == ["from a test"])
        #expect(history[0].size == 5)
        #expect(history[0].id == record.id)
        #expect(contents.manifest.layers[0].mediaType == MediaType.layer)
        #expect(throws: ImageStoreError.self) {
            try store.importRootFileSystem(MemorySource(try tar(layers[0])), .init(changes: ["RUN x"]))
        }
    }

    @Test func `what a container changed becomes a layer`() throws {
        let directory = try TemporaryDirectory("commit")
        let store = ImageStore(directory)
        let base = try TestImage([TestLayer(layers[0])], config: ContainerDefaults(Cmd: ["a"]))
        let parent = try base.store(in: store, as: "base")
        let upper = "\(directory.path)/upper"
        try makeDirectories("\(upper)/etc")
        try replaceFile("\(upper)/etc/new", with: Array("new".utf8))
        let transfer = try store.beginTransfer()
        let layer = try transfer.storeLayer(ofUpperDirectory: upper)
        var config = ContainerDefaults(Cmd: ["a"])
        try ConfigurationChange(parsing: "ENTRYPOINT [\"/bin/sh\"]").apply(to: &config)
        let target = try transfer.make(
            ImageRecipe(
                parent: try store.contents(of: parent),
                steps: [(layer, ImageHistory(created_by: "sh", comment: "msg"))],
                config: config, author: "me"))
        let record = try transfer.publish(target, as: [try ImageName(parsing: "committed")])
        let contents = try store.contents(of: record)
        #expect(contents.diffIDs == base.layers.map(\.diffID) + [layer.diffID])
        #expect(contents.configuration.author == "me")
        let lower = try store.lowerDirectories(diffIDs: contents.diffIDs)
        #expect(try text("\(lower[0])/etc/new") == "new")
        #expect(try store.history(of: record).map(\.createdBy) == ["sh", "step 0"])
        let inspection = try store.inspect("committed")
        let docker = try inspection.value(.docker)
        #expect(docker["Id"] == .string(record.id.description))
        #expect(docker["RepoTags"] == ["committed:latest"])
        #expect(docker["Config"]?["Entrypoint"] == ["/bin/sh"])
        #expect(docker["RootFS"]?["Layers"]?.arrayValue?.count == 2)
        #expect(try inspection.value(.podman)["RepoTags"] == ["docker.io/library/committed:latest"])
        #expect(try inspection.value(.podman)["History"]?.arrayValue?.count == 2)
    }

    @Test func `changes are read as build instructions`() throws {
        var config = ContainerDefaults()
        for change in [
            "CMD echo hi", "ENTRYPOINT=[\"/e\"]", "CMD x y", "ENV A 1 2", "ENV B=\"x y\" C='z'", "ENV A=3", "USER 1:2",
            "VOLUME [\"/a\",\"/b\"]", "VOLUME /c /d", "WORKDIR /a", "WORKDIR b/../c", "STOPSIGNAL SIGINT",
            "ONBUILD RUN x", "EXPOSE 80 53/udp 8000-8010", "HEALTHCHECK --interval=5s --retries=3 CMD curl x",
            "LABEL a.b=\"c d\" e=f",
        ] { try ConfigurationChange(parsing: change).apply(to: &config) }
        #expect(config.Cmd == ["/bin/sh", "-c", "x y"])
        #expect(config.Entrypoint == ["/e"])
        #expect(config.Env == ["A=3", "B=x y", "C=z"])
        #expect(config.User == "1:2")
        #expect(config.Volumes?.keys.sorted() == ["/a", "/b", "/c", "/d"])
        #expect(config.WorkingDir == "/a/c")
        #expect(config.StopSignal == "SIGINT")
        #expect(config.OnBuild == ["RUN x"])
        #expect(config.ExposedPorts?.keys.sorted() == ["53/udp", "80/tcp", "8000-8010/tcp"])
        #expect(config.Healthcheck?.Test == ["CMD-SHELL", "curl x"])
        #expect(config.Healthcheck?.Interval == 5_000_000_000)
        #expect(config.Healthcheck?.Retries == 3)
        #expect(config.Labels == ["a.b": "c d", "e": "f"])
        for wrong in ["RUN x", "ENV", "ENV x", "EXPOSE 99999", "HEALTHCHECK x", "SHELL x", ""] {
            #expect(throws: ImageStoreError.self, "\(wrong)") {
                try ConfigurationChange(parsing: wrong).apply(to: &config)
            }
        }
    }
}
