internal import ImageStorage
internal import Synchronization

/// What a copy into the store was published as, for the one who asked for the copy.
final class PublishedRecord: Sendable {
    private let kept = Mutex<NameRecord?>(nil)
    func note(_ record: NameRecord) { kept.withLock { $0 = record } }
    var record: NameRecord? { kept.withLock { $0 } }
}
