public import Linux
public import OCISpecification

/// An image of the store with all its names, as lists show it.
public struct ImageRecord: Hashable, Sendable {
    /// Sorted; empty for an untagged image.
    public var names: [ImageName]
    /// One of its records; they differ in nothing but the target and the time of tagging.
    public var record: NameRecord
    /// What its names were given to.
    public var targets: [NameRecord.Target]
    /// It is in an additional store.
    public var isReadOnly = false

    /// The digest of its configuration, which people use as the image's id.
    public var id: Digest { record.id }
    public var manifest: NameRecord.Target { record.manifest }
    public var platform: String { record.platform }
    public var created: Timestamp? { record.created }
    /// Bytes of the contents of all layers.
    public var size: Int64 { record.size }

    public var tags: [ImageName] { names.filter { $0.tag != nil } }
    public var isDangling: Bool { tags.isEmpty }

    /// Such as `debian:12`.
    public var familiarTags: [String] { tags.map(\.familiar) }

    /// Each repository in which the image has a name, with the digest by which it can be pulled from there.
    public func repositoryDigests(familiar: Bool) -> [String] {
        var found: [String] = []
        for (name, target) in zip(names, targetsOfNames) {
            let repository = familiar ? name.familiarRepository : name.repositoryName
            let text = "\(repository)@\(target.digest)"
            if !found.contains(text) { found.append(text) }
        }
        return found
    }

    /// The target of each name, in the order of `names`.
    public var targetsOfNames: [NameRecord.Target]
}

extension ImageStore {
    /// All images, newest first; records that cannot be read are left to ``check``.
    public func images() throws(ImageStoreError) -> [ImageRecord] {
        let own = Self.group(try names.all().listed)
        return additional.isEmpty ? own : Self.newestFirst(own + (try imagesElsewhere(besides: own)))
    }

    static func group(_ listed: [NameStore.Listed]) -> [ImageRecord] {
        var byID: [Digest: [NameStore.Listed]] = [:]
        for item in listed { byID[item.record.id, default: []].append(item) }
        var images: [ImageRecord] = []
        images.reserveCapacity(byID.count)
        for items in byID.values {
            if items.count == 1 {
                let item = items[0]
                images.append(
                    ImageRecord(
                        names: item.name.map { [$0] } ?? [], record: item.record, targets: [item.record.target],
                        targetsOfNames: item.name == nil ? [] : [item.record.target]))
                continue
            }
            let named = items.filter { $0.name != nil }.sorted { $0.name! < $1.name! }
            var targets: [NameRecord.Target] = []
            for item in items where !targets.contains(item.record.target) { targets.append(item.record.target) }
            images.append(
                ImageRecord(
                    names: named.compactMap(\.name), record: (named.first ?? items[0]).record, targets: targets,
                    targetsOfNames: named.map(\.record.target)))
        }
        return newestFirst(images)
    }

    /// Sorts keys, not the records: those are large.
    private static func newestFirst(_ images: [ImageRecord]) -> [ImageRecord] {
        var keys = images.indices.map { (created: images[$0].created?.nanoseconds ?? .min, index: $0) }
        keys.sort {
            $0.created != $1.created ? $0.created > $1.created : images[$0.index].id < images[$1.index].id
        }
        return keys.map { images[$0.index] }
    }
}
