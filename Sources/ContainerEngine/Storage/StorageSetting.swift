public import ImageStorage
internal import Linux

/// What gives containers their root file systems, as a store remembers it: the target of the symlink `driver` in its root directory.
public struct StorageSetting: Hashable, Sendable {
    public var driver: StorageDriver
    /// The program that mounts overlays where the kernel does not.
    public var mountProgram: String?
    /// Another one, for the containers that this command makes.
    public var overridingProgram: String?

    public init(driver: StorageDriver = .overlay, mountProgram: String? = nil) {
        self.driver = driver
        self.mountProgram = mountProgram
    }

    /// How layers are unpacked: what overlayfs wants is only asked of the file system where overlayfs reads it.
    public var form: LayerForm { driver == .vfs ? .marks : mountProgram == nil ? .devices : .names }

    var text: String { mountProgram.map { "\(driver.rawValue):\($0)" } ?? driver.rawValue }

    init?(text: String) {
        guard let driver = StorageDriver(rawValue: String(text.prefix { $0 != ":" })) else { return nil }
        self.driver = driver
        let rest = text.drop { $0 != ":" }.dropFirst()
        mountProgram = rest.isEmpty ? nil : String(rest)
    }

    /// What the store below a root directory was made with; nil where there is none. One that has no such link was made by a version
    /// that knew overlays only: whoever makes the link finds that out.
    static func read(root: String) throws(EngineError) -> StorageSetting? {
        let link = "\(root)/driver"
        let text: String
        do throws(SystemCallError) { text = try readSymlink(link).display } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw EngineError("reading the storage driver of \(root)", error)
        }
        guard let setting = StorageSetting(text: text) else {
            throw EngineError(
                .unsupported,
                "the store \(root) has the storage driver \"\(text)\", which this version of apus does not know: use a newer one, or another --root"
            )
        }
        return setting
    }
}

/// What a command says about the driver of its store.
public struct StorageWish: Sendable {
    /// As the user wrote it.
    public var driver: String?
    /// Where that stands, for words of errors.
    public var source = "--storage-driver"
    public var mountProgram: String?
    /// A store that is made is made as `storage.conf` says, where this says nothing.
    public var readsConfiguration = false

    public init() {}

    /// The driver that a word names. Docker calls today's overlay driver `overlay2`.
    static func driver(_ text: String, _ source: String) throws(EngineError) -> StorageDriver {
        if text == "overlay2" { return .overlay }
        guard let driver = StorageDriver(rawValue: text) else {
            throw EngineError(.unsupported, "\(source) \(text): there is no such storage driver; overlay and vfs are there")
        }
        return driver
    }
}
