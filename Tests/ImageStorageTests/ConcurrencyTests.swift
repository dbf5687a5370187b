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
}
