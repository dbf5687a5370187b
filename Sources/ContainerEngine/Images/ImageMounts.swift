internal import ContainerState
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// An image that is mounted on the host.
public struct MountedImage: Sendable {
    /// Without `sha256:`.
    public var id: String
    public var path: String
    /// How often it was mounted: as often it has to be unmounted.
    public var uses: Int
}

extension Engine {
    /// Where images are mounted. It lies below the run directory, since mounts end with the boot.
    private var imageMounts: String { "\(locations.runRoot)/image-mounts" }

    /// Mounts the files of an image, read-only, and answers where. One that is mounted already is used once more.
    public func mountImage(_ word: String) throws(EngineError) -> String {
        try mayMount()
        let id = try findImage(word).id
        let place = "\(imageMounts)/\(id.hex)"
        let target = "\(place)/root"
        return try locked(id.hex) { () throws(EngineError) in
            // Under the lock, and looked up again: a removal may have been quicker.
            let found = try findImage(id.description)
            let store = images
            if try !isMountPoint(target) {
                try system("forgetting the mount before the last start of the machine") { () throws(SystemCallError) in
                    for name in try Linux.names(in: place) where name.hasPrefix("use-") { try removeFile("\(place)/\(name)") }
                }
                var lowers = try stored { () throws(ImageStoreError) in
                    try store.lowerDirectories(diffIDs: store.contents(of: found.record).diffIDs)
                }
                let empty = "\(place)/empty"
                let isCopied = storage.form != .devices
                if isCopied {
                    // Nothing lays these layers on top of one another.
                    lowers =
                        try MergedLayers(lowers: lowers, mappings: nil, host: host, store: locations.images).directory().map { [$0] }
                        ?? lowers
                }
                try system("making \(target)") { () throws(SystemCallError) in
                    try makeDirectories(target, mode: 0o755)
                    try makeDirectories(empty, mode: 0o755)
                }
                // Overlayfs wants two layers where nothing can be written.
                if lowers.count == 1, !isCopied { lowers.append(empty) }
                let tree =
                    isCopied
                    ? try bound(lowers[0], "the image \(word)")
                    : try DetachedRoot(lowers: lowers, usesUserAttributes: host.rootless).mounted(as: "the image \(word)")
                try system("mounting the image \(word) at \(target)") { () throws(SystemCallError) in
                    try tree.moveMount(onto: open(target, [.path, .directory]))
                }
            }
            try system("counting the uses of \(target)") { () throws(SystemCallError) in
                var number = 0
                while true {
                    do throws(SystemCallError) {
                        _ = try open("\(place)/use-\(number)", [.writeOnly, .create, .exclusive], mode: 0o600)
                        return
                    } catch {
                        guard error.errno == .exists else { throw error }
                        number += 1
                    }
                }
            }
            return target
        }
    }

    /// Takes one use of a mounted image away, or all with `force`; the last one unmounts it. Answers the image's id.
    public func unmountImage(_ word: String, force: Bool) throws(EngineError) -> String {
        try mayMount()
        let id = try findImage(word).id
        let place = "\(imageMounts)/\(id.hex)"
        return try locked(id.hex) { () throws(EngineError) in
            let uses = try uses(of: place)
            guard try isMountPoint("\(place)/root") else {
                throw EngineError(.notFound, "the image \(word) is not mounted")
            }
            if uses.count > 1, !force {
                try system("counting the uses of \(place)") { () throws(SystemCallError) in try removeFile("\(place)/\(uses[0])") }
                return id.hex
            }
            try system("unmounting the image \(word)") { () throws(SystemCallError) in
                try unmount("\(place)/root")
                for name in uses { try removeFile("\(place)/\(name)") }
                for name in ["root", "empty"] { try removeDirectory("\(place)/\(name)") }
            }
            return id.hex
        }
    }

    /// The images that are mounted.
    public func mountedImages() throws(EngineError) -> [MountedImage] {
        let ids = try system("listing \(imageMounts)") { () throws(SystemCallError) in
            try exists(imageMounts) ? Linux.names(in: imageMounts) : []
        }
        var found: [MountedImage] = []
        for id in ids.sorted() {
            let place = "\(imageMounts)/\(id)"
            guard try isMountPoint("\(place)/root") else { continue }
            found.append(MountedImage(id: id, path: "\(place)/root", uses: try uses(of: place).count))
        }
        return found
    }

    private func uses(of place: String) throws(EngineError) -> [String] {
        try system("counting the uses of \(place)") { () throws(SystemCallError) in
            try exists(place) ? Linux.names(in: place).filter { $0.hasPrefix("use-") }.sorted() : []
        }
    }

    /// Two commands that mount and unmount the same image wait for each other.
    private func locked<Value>(_ id: String, _ body: () throws(EngineError) -> Value) throws(EngineError) -> Value {
        let place = "\(imageMounts)/\(id)"
        let lock = try system("locking \(place)") { () throws(SystemCallError) in
            try makeDirectories(place, mode: 0o700)
            let directory = try open(place, [.readOnly, .directory])
            while try !DirectoryLock.take(directory) { Linux.pause(nanoseconds: 5_000_000) }
            return directory
        }
        let value = try body()
        _ = consume lock
        return value
    }

    private func isMountPoint(_ path: String) throws(EngineError) -> Bool {
        try system("looking at \(path)") { () throws(SystemCallError) in
            guard try exists(path) else { return false }
            return try open(path, [.path, .directory]).mountNumber() != open("\(path)/..", [.path, .directory]).mountNumber()
        }
    }

    /// A directory as a read-only mount that is attached nowhere.
    private func bound(_ directory: String, _ what: String) throws(EngineError) -> Descriptor {
        try system("mounting \(what)") { () throws(SystemCallError) in
            let tree = try open(directory, [.path, .directory]).cloneTree()
            try tree.setMountAttributes(set: [.readOnly, .noDevices, .noSetID, .noExecute])
            return tree
        }
    }

    /// A mount in the namespace of this one command would end with it.
    private func mayMount() throws(EngineError) {
        guard host.rootless, RootlessCaller.unsharedUser == nil else { return }
        throw EngineError(
            .invalid,
            "cannot run command \"apus image mount\" in rootless mode, must execute `apus unshare` first: a mount ends with the "
                + "namespace that it is made in")
    }
}
