internal import Linux
public import OCISpecification

/// An image as it was asked for.
public struct FoundImage: Hashable, Sendable {
    /// The name that was asked for; nil when the image was found by its id or digest.
    public var name: ImageName?
    public var record: NameRecord
    /// It is in an additional store.
    public var isReadOnly = false

    public var id: Digest { record.id }

    public init(name: ImageName? = nil, record: NameRecord) {
        self.name = name
        self.record = record
    }
}

extension ImageStore {
    /// Finds an image by name, name and digest, id or short id. A name costs one small file.
    ///
    /// A name without a tag means `latest`; one without a registry is looked for as docker does, then as `localhost/…`.
    /// - Parameter platform: another platform of an index than the one that was pulled last.
    public func find(_ text: String, platform: Platform? = nil) throws(ImageStoreError) -> FoundImage {
        var found: FoundImage
        do throws(ImageStoreError) { found = try findAny(text) } catch {
            guard error.code == .notFound, !additional.isEmpty else { throw error }
            found = try findElsewhere(text, error)
        }
        if let platform { found.record = try record(found.record, for: platform, asked: text) }
        return found
    }

    /// As ``find(_:platform:)``, and nil when there is no such image.
    public func findIfPresent(_ text: String, platform: Platform? = nil) throws(ImageStoreError) -> FoundImage? {
        do throws(ImageStoreError) { return try find(text, platform: platform) } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// The manifest and configuration of a found image. One that was removed since is not found.
    public func contents(of record: NameRecord) throws(ImageStoreError) -> ImageContents {
        var attempt = 0
        while true {
            attempt += 1
            do throws(ImageStoreError) { return try ImageContents(of: record.manifest, in: content) } catch {
                guard error.code == .missing else { throw error }
                // A collection takes things away for a moment and puts back what is needed.
                let isCollectingNow = try isCollecting()
                if attempt < 3 || (attempt < 500 && isCollectingNow) {
                    pause(nanoseconds: 10_000_000)
                    continue
                }
                let isNamed = try names.all().listed.contains { $0.record.id == record.id }
                guard isNamed || !additional.isEmpty else {
                    throw ImageStoreError(.notFound, "reading the image", record.id.description, cause: "it was removed meanwhile")
                }
                throw error
            }
        }
    }

    /// Whether another command is collecting garbage.
    func isCollecting() throws(ImageStoreError) -> Bool {
        try storing("looking at", layout.trash) { () throws(SystemCallError) in try TrashDirectory.isInUse(layout: layout) }
    }

    /// An image with all its names.
    public func image(_ text: String) throws(ImageStoreError) -> ImageRecord {
        try image(id: try find(text).id)
    }

    public func image(id: Digest) throws(ImageStoreError) -> ImageRecord {
        guard let image = try ImageStore.group(names.all().listed.filter { $0.record.id == id }).first else {
            if let image = try imageElsewhere(id: id) { return image }
            throw Self.notFound(id.description)
        }
        return image
    }

    private func findAny(_ text: String) throws(ImageStoreError) -> FoundImage {
        // Sixty-four digits are an id, never a name, as docker has it.
        let hex = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
        let isHex = !hex.isEmpty && hex.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
        if isHex, hex.utf8.count == 64 || text.hasPrefix("sha256:") {
            return FoundImage(record: try record(hex, asked: text))
        }
        for name in ImageName.candidates(text) {
            if let record = try names.read(name) { return FoundImage(name: name, record: record) }
            if case .digest(let digest) = name.selector, let found = try find(name, digest) { return found }
        }
        guard isHex else { throw Self.notFound(text) }
        return FoundImage(record: try record(hex, asked: text))
    }

    /// The image of an id: what names stand for goes before the other platforms of lists.
    private func record(_ hex: String, asked: String) throws(ImageStoreError) -> NameRecord {
        if let record = try record(idStartingWith: hex, asked: asked) { return record }
        if let record = try listed(idStartingWith: hex) { return record }
        throw Self.notFound(asked)
    }

    /// An image that has a tag in the repository and the digest.
    private func find(_ name: ImageName, _ digest: Digest) throws(ImageStoreError) -> FoundImage? {
        for item in try names.all().listed {
            guard let own = item.name, own.repositoryName == name.repositoryName else { continue }
            if item.record.target.digest == digest || item.record.manifest.digest == digest {
                return FoundImage(name: nil, record: item.record)
            }
        }
        return nil
    }

    private func record(idStartingWith hex: String, asked: String) throws(ImageStoreError) -> NameRecord? {
        var found: [Digest: NameRecord] = [:]
        for item in try names.all().listed {
            let record = item.record
            // The digest of a manifest or index names the image too.
            let isWhole = hex.utf8.count == 64 && (record.manifest.digest.hex == hex || record.target.digest.hex == hex)
            if record.id.hex.hasPrefix(hex) || isWhole { found[record.id] = found[record.id] ?? record }
        }
        if found.count > 1 {
            throw ImageStoreError(
                .ambiguous, "looking for the image", asked,
                cause: "\(found.count) images have ids that start like that: "
                    + found.keys.sorted().prefix(5).map(\.short).joined(separator: ", "),
                nextStep: "give more digits")
        }
        return found.first?.value
    }

    func record(
        _ record: NameRecord, for platform: Platform, asked: String
    ) throws(ImageStoreError) -> NameRecord {
        func absent(_ cause: String) -> ImageStoreError {
            ImageStoreError(
                .notFound, "looking for the image", asked, cause: cause,
                nextStep: "pull it with --platform \(platform)")
        }
        guard case .index(let index) = try ImageDocuments(content: content).document(record.target) else {
            let own = try contents(of: record).platform
            if !platform.runs(own) { throw absent("it is for \(own), not \(platform)") }
            return record
        }
        guard let chosen = index.manifest(for: platform) else {
            throw absent("it has no image for \(platform), but \(index.offered)")
        }
        if chosen.digest == record.manifest.digest { return record }
        guard try content.contains(chosen.digest, size: chosen.size) else {
            throw absent("its image for \(platform) has not been pulled")
        }
        let contents = try ImageContents(of: NameRecord.Target(chosen), in: content)
        guard try content.contains(contents.id), try contents.diffIDs.allPresent(in: layers) else {
            throw absent("its image for \(platform) has not been pulled whole")
        }
        var other = record
        other.manifest = NameRecord.Target(chosen)
        other.id = contents.id
        other.platform = (chosen.platform ?? contents.platform).description
        other.created = contents.created
        other.size = try contents.unpackedSize(in: layers)
        return other
    }

    static func notFound(_ text: String) -> ImageStoreError {
        ImageStoreError(.notFound, "looking for the image", text, cause: "no such image", nextStep: nil)
    }
}

extension ImageContents {
    /// Bytes of the contents of all layers that are unpacked.
    public func unpackedSize(in layers: LayerStore) throws(ImageStoreError) -> Int64 {
        var size: Int64 = 0
        for diffID in diffIDs { size += try layers.record(of: diffID)?.contentBytes ?? 0 }
        return size
    }
}

extension [Digest] {
    fileprivate func allPresent(in layers: LayerStore) throws(ImageStoreError) -> Bool {
        for diffID in self where try !layers.isReady(diffID) { return false }
        return true
    }
}
