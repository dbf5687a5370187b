import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite struct ImageNamesTests {
    private func record(_ seed: UInt8) -> NameRecord {
        let target = NameRecord.Target(mediaType: MediaType.manifest, digest: digest([seed]), size: 5)
        return NameRecord(
            target: target, manifest: target, id: digest([seed, 1]), platform: "linux/amd64",
            created: Timestamp(seconds: Int64(seed)), size: 77, tagged: Timestamp(seconds: 9))
    }

    @Test func `a name is read as it was written`() throws {
        let directory = try TemporaryDirectory("names")
        let names = ImageStore(directory).names
        let name = try ImageName(parsing: "localhost:5000/a/b:1.2")
        #expect(try names.read(name) == nil)
        try names.write(record(1), as: name, flush: true)
        #expect(try names.read(name) == record(1))
        #expect(try exists("\(names.layout.names)/localhost:5000/a/b/:1.2"))
        #expect(try names.remove(name))
        #expect(try !names.remove(name))
        #expect(try Linux.names(in: names.layout.names).isEmpty)
    }

    @Test func `tags and repositories never meet`() throws {
        let directory = try TemporaryDirectory("names")
        let names = ImageStore(directory).names
        for (seed, text) in ["example.com/a:b", "example.com/a/b:latest", "example.com/a/b/c:b", "example.com/a:c"]
            .enumerated()
        {
            try names.write(record(UInt8(seed)), as: try ImageName(parsing: text), flush: false)
        }
        let found = try names.all().listed.map { $0.name!.description }.sorted()
        #expect(found == ["example.com/a/b/c:b", "example.com/a/b:latest", "example.com/a:b", "example.com/a:c"])
    }

    @Test func `a name that could lead elsewhere is refused`() throws {
        let directory = try TemporaryDirectory("names")
        let names = ImageStore(directory).names
        for name in [
            ImageName(registry: "..", repository: "a", selector: .tag("x")),
            ImageName(registry: "a", repository: "../../b", selector: .tag("x")),
            ImageName(registry: "a", repository: "b//c", selector: .tag("x")),
            ImageName(registry: "a", repository: "b", selector: .tag("x/../../y")),
            ImageName(registry: "a/b", repository: "b", selector: .tag("x")),
        ] {
            #expect(throws: ImageStoreError.self) { try names.write(record(1), as: name, flush: false) }
        }
    }

    @Test func `torn records are told apart and do not hide the others`() throws {
        let directory = try TemporaryDirectory("names")
        let store = ImageStore(directory)
        try store.names.write(record(1), as: try ImageName(parsing: "good"), flush: false)
        try store.names.write(record(2), as: try ImageName(parsing: "torn"), flush: false)
        let torn = "\(store.layout.names)/docker.io/library/torn/:latest"
        let bytes = try readFile(torn)
        try replaceFile(torn, with: Array(bytes.dropLast(3)))
        // As after a power cut: empty, so of no boot of ours.
        try replaceFile("\(store.layout.names)/docker.io/library/torn/:empty", with: [])
        let all = try store.names.all()
        #expect(all.listed.map { $0.name?.familiar } == ["good:latest"])
        #expect(all.damaged.map(\.isUnfinished).sorted { $0 && !$1 } == [true, false])
        let error = #expect(throws: ImageStoreError.self) { try store.find("torn") }
        #expect(error?.code == .damaged)
        #expect(throws: ImageStoreError.self) { try store.find("torn:empty") }
        let problems = try store.check(repair: true)
        #expect(problems.count == 3)  // the two records, and the good one's contents that were never stored
        #expect(try store.names.all().damaged.isEmpty)
    }

    @Test func `thousands of images are listed in a moment`() throws {
        let directory = try TemporaryDirectory("names")
        let store = ImageStore(directory)
        for number in 0..<2000 {
            let target = NameRecord.Target(
                mediaType: MediaType.manifest, digest: digest(Array("\(number)".utf8)), size: 5)
            let record = NameRecord(
                target: target, manifest: target, id: digest(Array("c\(number)".utf8)), platform: "linux/amd64",
                created: Timestamp(seconds: Int64(number)), size: 77)
            try store.names.write(
                record,
                as: ImageName(registry: "docker.io", repository: "many/r\(number % 100)", selector: .tag("t\(number)")),
                flush: false)
        }
        let start = monotonicNanoseconds()
        let images = try store.images()
        let milliseconds = (monotonicNanoseconds() - start) / 1_000_000
        #expect(images.count == 2000)
        #expect(images[0].created == Timestamp(seconds: 1999))
        // A debug build on a busy machine; a release build lists ten thousand in 120 ms.
        #expect(milliseconds < 3000)
    }
}
