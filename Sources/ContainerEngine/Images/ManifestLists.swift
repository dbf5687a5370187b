public import ImageStorage
public import OCISpecification
public import RegistryAccess

/// What is to be put into a list.
public struct ListAddition: Sendable {
    /// With a transport, else the name of an image here or in a registry.
    public var word: String
    public var all = false
    /// Which image of an index.
    public var platform: Platform?
    /// What the list says of it, in place of what it says itself.
    public var changes = ListEntryChanges()

    public init(_ word: String) { self.word = word }
}

/// What a list says of one of its images.
public struct ListEntryChanges: Sendable {
    public var os: String?
    public var architecture: String?
    public var variant: String?
    public var osVersion: String?
    public var osFeatures: [String] = []
    /// Of the processor.
    public var features: [String] = []
    public var annotations: [String: String] = [:]

    public init() {}

    public var isEmpty: Bool {
        !saysPlatform && annotations.isEmpty
    }

    private var saysPlatform: Bool {
        os != nil || architecture != nil || variant != nil || osVersion != nil || !osFeatures.isEmpty || !features.isEmpty
    }

    func apply(to entry: inout ContentDescriptor) {
        if saysPlatform {
            var platform = entry.platform ?? Platform(architecture: "", os: "linux")
            if let os { platform.os = os }
            if let architecture { platform.architecture = architecture }
            if let variant { platform.variant = variant }
            if let osVersion { platform.osVersion = osVersion }
            if !osFeatures.isEmpty { platform.osFeatures = osFeatures }
            if !features.isEmpty { platform.features = features }
            entry.platform = platform
        }
        if !annotations.isEmpty { entry.annotations = (entry.annotations ?? [:]).merging(annotations) { $1 } }
    }
}

extension Engine {
    /// The list of a name.
    public func manifestList(_ word: String) throws(EngineError) -> ImageList {
        let store = images
        if let list = try stored({ () throws(ImageStoreError) in try store.listIfPresent(word) }) { return list }
        if let found = try stored({ () throws(ImageStoreError) in try store.findIfPresent(word) }) {
            throw EngineError(
                .invalid, "\(word) is one image (\(found.id.short)), not a manifest list: `apus manifest create` makes a list")
        }
        throw EngineError(.notFound, "\(word): image not known")
    }

    /// Makes a list, with images in it; answers its digest.
    public func createManifestList(
        _ word: String, amending: Bool, additions: [ListAddition], annotations: [String: String], options: RegistryOptions,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> Digest {
        let store = images
        let name = try LocalImageName.parse(word)
        let there = try stored { () throws(ImageStoreError) in try store.names.read(name) }
        if there != nil, amending {
            _ = try manifestList(name.description)
            return try change(name, additions, annotations, options, events)
        }
        let transfer = try stored { () throws(ImageStoreError) in try store.beginTransfer() }
        defer { transfer.end() }
        if there != nil {
            // Told before anything is fetched.
            _ = try stored { () throws(ImageStoreError) in try store.createList(name, replacing: false, in: transfer) }
        }
        let entries = try bring(additions, options, transfer, events)
        return try stored { () throws(ImageStoreError) in
            try store.createList(name, replacing: false, in: transfer) { (index) throws(ImageStoreError) in
                index.put(entries)
                if !annotations.isEmpty { index.annotations = annotations }
            }
        }.target.digest
    }

    /// Puts images into a list; answers its digest.
    public func addToManifestList(
        _ word: String, _ additions: [ListAddition], options: RegistryOptions,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> Digest {
        try change(try manifestList(word).name, additions, [:], options, events)
    }

    private func change(
        _ name: ImageName, _ additions: [ListAddition], _ annotations: [String: String], _ options: RegistryOptions,
        _ events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> Digest {
        let store = images
        let transfer = try stored { () throws(ImageStoreError) in try store.beginTransfer() }
        defer { transfer.end() }
        let entries = try bring(additions, options, transfer, events)
        return try stored { () throws(ImageStoreError) in
            try store.changeList(name, in: transfer) { (index) throws(ImageStoreError) in
                index.put(entries)
                if !annotations.isEmpty { index.annotations = (index.annotations ?? [:]).merging(annotations) { $1 } }
            }
        }.target.digest
    }

    /// Fetches what a list is to name; all of it is kept here, so that the list can be pushed without its origins.
    private func bring(
        _ additions: [ListAddition], _ options: RegistryOptions, _ transfer: ImageTransfer,
        _ events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> [ContentDescriptor] {
        let store = images
        var entries: [ContentDescriptor] = []
        for addition in additions {
            let place = try place(ofMember: addition.word)
            let found = try registries(options) { (session) async throws(RegistryError) in
                try await ImageCopier(from: session, to: session, store: store, events: events)
                    .bring(place, all: addition.all, platform: addition.platform, into: transfer)
            }
            guard found.count == 1 || addition.changes.isEmpty else {
                throw EngineError(.invalid, "\(addition.word) is \(found.count) images: what is said of one of them cannot be said of all")
            }
            for var entry in found {
                addition.changes.apply(to: &entry)
                entries.append(entry)
            }
        }
        return entries
    }

    /// An image here goes before one of a registry.
    func place(ofMember word: String) throws(EngineError) -> ImagePlace {
        if ImagePlace.hasTransport(word) { return try Self.place(word) }
        let store = images
        if let found = try stored({ () throws(ImageStoreError) in try store.findIfPresent(word) }) {
            return .store(found.name?.description ?? found.id.description)
        }
        return try Self.place("docker://\(word)")
    }

    /// Changes one entry of a list, named by its digest or by an image here.
    public func annotateManifestList(
        _ word: String, _ entry: String, _ changes: ListEntryChanges
    ) throws(EngineError) -> Digest {
        try changeEntry(word, entry) { index, place in changes.apply(to: &index.manifests[place]) }
    }

    /// Takes an entry out of a list.
    public func removeFromManifestList(_ word: String, _ entry: String) throws(EngineError) -> Digest {
        try changeEntry(word, entry) { index, place in index.manifests.remove(at: place) }
    }

    /// Changes what a list says of itself.
    public func annotateManifestList(_ word: String, itself annotations: [String: String]) throws(EngineError) -> Digest {
        let list = try manifestList(word)
        return try changeList(list.name) { (index) throws(ImageStoreError) in
            index.annotations = (index.annotations ?? [:]).merging(annotations) { $1 }
        }
    }

    private func changeEntry(
        _ word: String, _ entry: String, _ change: (inout ImageIndex, Int) -> Void
    ) throws(EngineError) -> Digest {
        let list = try manifestList(word)
        let store = images
        var digest = Digest(entry)
        if digest == nil { digest = try stored { () throws(ImageStoreError) in try store.findIfPresent(entry) }?.record.manifest.digest }
        return try changeList(list.name) { (index) throws(ImageStoreError) in
            guard let digest, let place = index.manifests.firstIndex(where: { $0.digest == digest }) else {
                throw ImageStoreError(
                    .notFound, "changing the list", list.name.description, cause: "it does not name \(entry)",
                    nextStep: "`apus manifest inspect \(list.name)` shows what it names")
            }
            change(&index, place)
        }
    }

    func changeList(
        _ name: ImageName, _ change: (inout ImageIndex) throws(ImageStoreError) -> Void
    ) throws(EngineError) -> Digest {
        let store = images
        return try stored { () throws(ImageStoreError) in
            let transfer = try store.beginTransfer()
            defer { transfer.end() }
            return try store.changeList(name, in: transfer, change: change)
        }.target.digest
    }

    /// The bytes of a list here.
    public func manifestBytes(_ target: NameRecord.Target) throws(EngineError) -> [UInt8] {
        let store = images
        return try stored { () throws(ImageStoreError) in
            try store.content.read(target.digest, limit: ImageDocuments.manifestLimit)
        }
    }
}

extension ImageIndex {
    /// Adds entries; one of the same digest is replaced.
    mutating func put(_ entries: [ContentDescriptor]) {
        for entry in entries {
            if let place = manifests.firstIndex(where: { $0.digest == entry.digest }) {
                manifests[place] = entry
            } else {
                manifests.append(entry)
            }
        }
    }
}
