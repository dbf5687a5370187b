import Archives
import Dispatch
import ImageStorage
import Linux
import OCISpecification
import Synchronization
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
    /// Everything at once: what is named in the end must be whole, and nothing else may be left.
    @Test func `loads, removals and collections do not get into each other's way`() throws {
        let directory = try TemporaryDirectory("concurrent")
        let store = ImageStore(directory)
        let base = try TestLayer([.file("base", String(repeating: "b", count: 300_000))])
        let images = try (0..<3).map { try TestImage([base, TestLayer([.file("own", "\($0)")])]) }
        let archives = try images.enumerated().map { number, image in
            let other = ImageStore(root: "\(directory.path)/other\(number)", mode: isRoot ? .privileged : .singleID)
            try image.store(in: other, as: "i:\(number)")
            let sink = MemorySink()
            try other.save(other.saved(["i:\(number)"]), to: sink, format: number == 1 ? .ociArchive : .dockerArchive)
            return sink.bytes
        }
        let unexpected = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 24) { number in
            do {
                switch number % 4 {
                case 3: _ = try store.collectGarbage()
                case 2 where number > 8: _ = try store.remove("i:\(number % 3)")
                default: _ = try store.load(MemorySource(archives[number % 3]), flush: false)
                }
            } catch let error as ImageStoreError where error.code == .notFound {
                // Removed by another, or not loaded yet.
            } catch { unexpected.withLock { $0.append("\(number): \(error)") } }
        }
        #expect(unexpected.withLock { $0 } == [])
        #expect(try store.check(deep: true).isEmpty)
        for image in try store.images() {
            _ = try store.lowerDirectories(diffIDs: store.contents(of: image.record).diffIDs)
            _ = try store.remove(image.id.description)
        }
        _ = try store.collectGarbage()
        #expect(try store.content.all().isEmpty)
        #expect(try store.layers.all().isEmpty)
        for place in [store.layout.ingest, store.layout.unpack, store.layout.trash, store.layout.leases] {
            #expect(try names(in: place).isEmpty)
        }
    }

    /// A collection that has begun moves away what came since. It finds out that it is needed document by document: the manifest first,
    /// which tells of the configuration, which tells of the layers.
    @Test func `images that come during a collection are whole`() throws {
        let directory = try TemporaryDirectory("concurrent")
        let store = ImageStore(directory)
        let layers = try [TestLayer([.file("shared", "s")]), TestLayer([.file("more", "m")], compressed: false)]
        let unexpected = Mutex<[String]>([])
        let isOver = Atomic<Bool>(false)
        DispatchQueue.concurrentPerform(iterations: 3) { number in
            do {
                if number == 0 {
                    for round in 0..<150 {
                        // The same layers under another image each time, as commits of one container make them.
                        let name = "localhost/n:\(round % 2)"
                        do {
                            let created = "2026-01-02T03:\(10 + round / 50):\(10 + round % 50)Z"
                            try TestImage(layers, created: created).store(in: store, as: name)
                        } catch { unexpected.withLock { $0.append("storing in round \(round): \(error)") } }
                        let problems = try store.check().map(\.description)
                        if !problems.isEmpty { unexpected.withLock { $0.append("round \(round): \(problems)") } }
                    }
                    isOver.store(true, ordering: .relaxed)
                } else {
                    while !isOver.load(ordering: .relaxed) { _ = try store.prune(all: true) }
                }
            } catch {
                unexpected.withLock { $0.append("\(number): \(error)") }
                isOver.store(true, ordering: .relaxed)
            }
        }
        #expect(unexpected.withLock { $0 } == [])
        #expect(try store.check(deep: true).isEmpty)
    }
}
