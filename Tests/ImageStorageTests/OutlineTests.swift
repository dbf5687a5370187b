import Archives
import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite struct OutlineTests {
    private func check(_ bytes: [UInt8], chunk: Int = 1000, _ directory: borrowing TemporaryDirectory) throws {
        let store = ImageStore(
            root: "\(directory.path)/\(digest(bytes).short)-\(chunk)", mode: isRoot ? .privileged : .singleID)
        let transfer = try store.beginTransfer()
        let layer = try transfer.storeLayer(from: MemorySource(bytes, chunk: chunk))
        #expect(layer.blob == digest(bytes))
        #expect(layer.diffID == layer.blob)
        // No file holds the archive, and it is there all the same.
        #expect(try store.content.all().isEmpty)
        #expect(try store.content.contains(layer.blob, size: Int64(bytes.count)))
        #expect(try store.content.source(of: layer.blob).readAll() == bytes)
        try store.content.verify(layer.blob)
        // Asked for as a file it becomes one.
        #expect(try store.content.open(layer.blob).readAll() == bytes)
        #expect(try store.content.all().map(\.digest) == [layer.blob])
    }

    @Test func `a plain archive is put together again from its tree`() throws {
        let directory = try TemporaryDirectory("outline")
        let big = LayerFile(
            entry: TarEntry(name: "big", kind: .file, user: 0, group: 0), contents: noise(700_001))
        let files: [LayerFile] = [
            .directory("a"), .file("a/x", "hello"), .file("a/empty", ""), big, .symlink("a/l", to: "x"),
            .file("./b/../c", "dots"), .file("a/" + String(repeating: "long/", count: 30) + "name", "pax"),
        ]
        let bytes = try tar(files)
        for chunk in [1, 511, 512, 4096, .max] { try check(bytes, chunk: chunk, directory) }
        try check(try tar([]), directory)
        try check(bytes + noise(1000).map { _ in 0 }, directory)
    }

    @Test func `contents that later entries replace stay in the outline`() throws {
        let directory = try TemporaryDirectory("outline")
        let hardLink = LayerFile(
            entry: TarEntry(name: "d/hard", kind: .hardLink, linkTarget: "d/f"), contents: [])
        for files: [LayerFile] in [
            [.file("x", "first"), .file("x", "second"), .file("x", "third")],
            [.directory("d"), .file("d/f", "one"), .symlink("l", to: "d"), .file("l/f", "other"), .file("l/g", "new")],
            [.file("d/f", "one"), .file("d/g", "two"), .file("d", "now a file")],
            [.file("d/f", "one"), .symlink("d", to: "e"), .file("d/f", "elsewhere")],
            [.file("d/f", "one"), .file("d/.wh.f", ""), .file("d/f", "again")],
            [.file("d/f", "one"), .file(".wh.d", "")],
            [.file("d/f", "one"), .file("d/.wh..wh..opq", ""), .file("d/g", "two")],
            [.file("d/f", "one"), hardLink, .file("d/hard", "own contents"), .file("d/f", "new")],
            [.symlink("loop", to: "loop"), .file("x", "x")],
            [.symlink("out", to: "/../../etc"), .directory("etc"), .file("etc/a", "1"), .file("out/a", "2")],
            [.file("/../../up", "1"), .file("up", "2")],
        ] { for chunk in [100, .max] { try check(try tar(files), chunk: chunk, directory) } }
    }

    @Test func `archives of other programs are put together too`() throws {
        let directory = try TemporaryDirectory("outline")
        let source = "\(directory.path)/source"
        try makeDirectories("\(source)/sub")
        try replaceFile("\(source)/sub/file", with: noise(5000))
        try replaceFile("\(source)/sub/é", with: noise(50))
        shell("cd \(source) && ln sub/file hard && ln -s sub link && truncate -s 1M sparse && echo x >> sparse")
        for format in ["gnu", "pax", "ustar", "posix"] {
            let path = "\(directory.path)/\(format).tar"
            let sparse = format == "ustar" ? "" : "--sparse"
            guard shell("tar -C \(source) --format=\(format) \(sparse) -cf \(path) . 2>/dev/null") else { continue }
            try check(try readFile(path), directory)
        }
    }

    @Test func `a changed tree is noticed`() throws {
        let directory = try TemporaryDirectory("outline")
        let store = ImageStore(directory)
        let transfer = try store.beginTransfer()
        let layer = try transfer.storeLayer(from: MemorySource(try tar([.file("x", "12345"), .file("y", "1")])))
        let path = "\(store.layout.layerTree(layer.diffID))/x"
        try replaceFile(path, with: Array("54321".utf8))
        let error = #expect(throws: ImageStoreError.self) { try store.content.verify(layer.blob) }
        #expect(error?.code == .damaged)
        #expect(throws: ImageStoreError.self) { _ = try store.content.open(layer.blob) }
        try replaceFile(path, with: Array("5432".utf8))
        #expect(throws: ImageStoreError.self) { try store.content.verify(layer.blob) }
        #expect(try store.content.all().isEmpty)
        #expect(try names(in: store.layout.ingest).isEmpty)
    }

    @Test func `an outline goes to a layer that came compressed`() throws {
        let directory = try TemporaryDirectory("outline")
        let store = ImageStore(directory)
        let plain = try tar([.file("x", "12345")])
        let transfer = try store.beginTransfer()
        let compressed = try transfer.storeLayer(from: MemorySource(try gzip(plain)))
        #expect(compressed.compression == "gzip")
        #expect(try store.content.contains(compressed.blob))
        #expect(try !store.content.contains(digest(plain)))
        let again = try transfer.storeLayer(from: MemorySource(plain))
        #expect(again.diffID == compressed.diffID)
        #expect(try store.content.source(of: digest(plain)).readAll() == plain)
        #expect(try store.layers.all() == [again.diffID])
        transfer.end()
        #expect(try store.collectGarbage().digests.count == 2)
        #expect(try !store.content.contains(digest(plain)))
    }
}
