public import ContainerState
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// How much a container takes on disk, in bytes of file contents.
public struct ContainerSizes: Sendable {
    /// What it wrote: its upper directory.
    public var written: Int64
    /// The image and what it wrote; only the latter where the image is not known any more.
    public var total: Int64
}

extension Engine {
    /// Adds up the files of a container; files that go away meanwhile do not count.
    public func sizes(_ container: ContainerDirectory, imageID: String) throws(EngineError) -> ContainerSizes {
        let written: Int64
        switch ContainerRoot(try plan(container).root) {
        case .given(let directory): return ContainerSizes(written: 0, total: try TreeSize.bytes(of: directory))
        case .overlay(let upper, _): written = try TreeSize.bytes(of: upper)
        case .copy(let tree, _):
            var sum: Int64 = 0
            var seen: Set<UInt64> = []
            for name in try copiedTreeChanges(container).kept {
                // Gone meanwhile: it does not count.
                guard let file = try? status(of: ByteName(Array(tree.utf8) + [0x2f] + name.bytes), followingLinks: false) else { continue }
                if file.kind == .file, file.links == 1 || seen.insert(file.inode).inserted { sum += file.size }
            }
            written = sum
        }
        var image: Int64 = 0
        if !imageID.isEmpty, let digest = Digest("sha256:\(imageID)") {
            // An image that was removed meanwhile has no size any more.
            image = (try? images.image(id: digest).size) ?? 0
        }
        return ContainerSizes(written: written, total: written + image)
    }
}

extension Engine {
    /// Bytes that a directory takes on the disk, as `du` counts them.
    public func space(_ path: String) throws(EngineError) -> Int64 {
        try system("measuring \(path)") { () throws(SystemCallError) in try AllocatedSpace.of(path) }
    }
}

extension VolumeStore {
    /// Bytes that a volume takes on the disk, its record included.
    public func space(_ name: String) throws(EngineError) -> Int64 {
        try system("measuring the volume \(name)") { () throws(SystemCallError) in
            try AllocatedSpace.of("\(locations.volumes)/\(name)")
        }
    }
}

/// Adds up a tree of files.
enum TreeSize {
    /// Bytes of the contents of regular files; of one with several names once.
    static func bytes(of path: String) throws(EngineError) -> Int64 {
        var seen: Set<UInt64> = []
        do throws(SystemCallError) {
            return try below(open(path, [.readOnly, .directory]), &seen)
        } catch {
            if error.errno == .noEntry { return 0 }
            throw EngineError("adding up the files in \(path)", error)
        }
    }

    private static func below(_ directory: borrowing Descriptor, _ seen: inout Set<UInt64>) throws(SystemCallError)
        -> Int64
    {
        var sum: Int64 = 0
        for entry in try directory.entries() {
            do throws(SystemCallError) {
                let status = try Linux.status(of: entry.name, at: directory.number, followingLinks: false)
                switch status.kind {
                case .directory:
                    sum += try below(open(entry.name, [.readOnly, .directory, .noFollow], at: directory.number), &seen)
                case .file:
                    if status.links > 1, !seen.insert(status.inode).inserted { continue }
                    sum += status.size
                default: break
                }
            } catch {
                guard error.errno == .noEntry || error.errno == .notDirectory || error.errno == .loop else {
                    throw error
                }
            }
        }
        return sum
    }
}
