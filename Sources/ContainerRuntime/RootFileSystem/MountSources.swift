internal import Linux

/// The root and the sources of all bind mounts as trees that are attached nowhere yet.
///
/// Opened before propagation is cut, so that a volume can stay shared with the host; and by the runtime itself where a
/// new user namespace would no longer let the container's first process walk to them.
struct MountSources: ~Copyable {
    private var root: CInt
    /// Parallel to the mounts; -1 for those without a source, or taken.
    private var trees: [CInt]

    init(root source: RootSource, mounts: [MountPlan], usesUserAttributes: Bool) throws(RuntimeError) {
        trees = Array(repeating: -1, count: mounts.count)
        root = -1
        root = try Self.openRoot(source, usesUserAttributes).release()
        for (index, mount) in mounts.enumerated() {
            guard case .bind(let path) = mount.kind else { continue }
            do throws(SystemCallError) {
                trees[index] = try cloneTree(
                    path, recursive: mount.options.isRecursiveBind, followingLinks: !mount.options.sourceNotFollowed
                ).release()
            } catch {
                let failure = RuntimeError(
                    doing: "open the source of the mount on \(mount.destination)", subject: path,
                    cause: error.errno.words)
                throw failure
            }
        }
    }

    deinit {
        for number in trees + [root] where number >= 0 { _ = Descriptor(owning: number) }
    }

    mutating func takeRoot() -> Descriptor {
        let number = root
        root = -1
        return Descriptor(owning: number)
    }

    mutating func take(_ index: Int) -> Descriptor {
        let number = trees[index]
        trees[index] = -1
        return Descriptor(owning: number)
    }

    private static func openRoot(_ source: RootSource, _ userAttributes: Bool) throws(RuntimeError) -> Descriptor {
        switch source {
        case .directory(let path):
            return try doing("open the root of the container", path) { () throws(SystemCallError) in
                try cloneTree(path, recursive: true)
            }
        case .overlay(let lowers, let upper, let work, let isVolatile):
            let overlay = OverlayRoot(
                lowers: lowers, upper: upper, work: work, isVolatile: isVolatile, usesUserAttributes: userAttributes)
            return try doing("mount the root of the container") { () throws(SystemCallError) in try overlay.mount() }
        }
    }
}

extension RuntimeError {
    init(doing: String, subject: String, cause: String) {
        self.init(.refused, doing: doing, subject: subject, cause: cause)
    }
}
