internal import Linux

/// A directory below the root, kept open as `O_PATH`.
final class OpenDirectory {
    let descriptor: Descriptor
    /// Where it really is, relative to the root, whatever links led to it.
    let path: [UInt8]

    init(_ descriptor: consuming Descriptor, path: [UInt8]) {
        self.descriptor = descriptor
        self.path = path
    }

    var number: CInt { descriptor.number }

    func pathOf(_ name: ArraySlice<UInt8>) -> [UInt8] { path.isEmpty ? Array(name) : path + [0x2f] + name }
}

/// Finds the directories of entries below a root, one component at a time and by descriptor, so that nothing that an
/// archive or a running container puts in the way leads out of the root.
///
/// The directories of the last path stay open: the entries of an archive lie close together, and most need no call here.
/// Symlinks are resolved as if the root were `/`, as docker and containerd do; where one leads to nothing, the directories
/// it names are made.
struct DirectoryChain {
    let root: OpenDirectory
    /// Called when a directory that an entry needs was missing and has been made; nil when none is to be made.
    private let onCreate: ((OpenDirectory) throws(SystemCallError) -> Void)?
    /// The path as asked, and for each of its components where it ends and the directory that is there.
    private var path: [UInt8] = []
    private var levels: [(end: Int, directory: OpenDirectory)] = []
    /// As the kernel's own limit (path_resolution(7)).
    private static let maximumLinks = 40

    init(root: OpenDirectory, onCreate: ((OpenDirectory) throws(SystemCallError) -> Void)?) {
        self.root = root
        self.onCreate = onCreate
    }

    /// Closes what is open, because something on the way was removed or replaced.
    mutating func forget() {
        path = []
        levels = []
    }

    /// The directory of a path as ``EntryPath`` makes it.
    mutating func directory(_ wanted: ArraySlice<UInt8>) throws(SystemCallError) -> OpenDirectory {
        if wanted.isEmpty { return root }
        keepCommon(wanted)
        var position = levels.last.map { $0.end + 1 } ?? 0
        var current = levels.last?.directory ?? root
        while position < wanted.count {
            var end = position
            while end < wanted.count, wanted[end] != 0x2f { end += 1 }
            let name = wanted[position..<end]
            if let next = try step(from: current, name) {
                current = next
            } else {
                current = try walk(wanted[..<end])
            }
            if !path.isEmpty { path.append(0x2f) }
            path.append(contentsOf: name)
            levels.append((end, current))
            position = end + 1
        }
        return current
    }

    /// Drops the levels that are not part of the wanted path.
    private mutating func keepCommon(_ wanted: ArraySlice<UInt8>) {
        var same = 0
        let most = min(path.count, wanted.count)
        while same < most, path[same] == wanted[same] { same += 1 }
        while let last = levels.last {
            if last.end <= same, last.end == wanted.count || wanted[last.end] == 0x2f { break }
            levels.removeLast()
        }
        path.removeSubrange((levels.last?.end ?? 0)...)
    }

    /// The directory of that name, made if need be; nil when the name is a symlink.
    private func step(from here: OpenDirectory, _ name: ArraySlice<UInt8>) throws(SystemCallError) -> OpenDirectory? {
        let component = ByteName(name)
        for _ in 0..<3 {
            do throws(SystemCallError) {
                let next = try open(component, [.path, .directory, .noFollow], at: here.number)
                return OpenDirectory(next, path: here.pathOf(name))
            } catch {
                if error.errno == .notDirectory {
                    if try status(of: component, at: here.number, followingLinks: false).kind == .symlink { return nil }
                    throw error
                }
                guard error.errno == .noEntry, let onCreate else { throw error }
                do throws(SystemCallError) {
                    try makeDirectory(component, mode: 0o755, at: here.number)
                    let made = try open(component, [.path, .directory, .noFollow], at: here.number)
                    let directory = OpenDirectory(made, path: here.pathOf(name))
                    try onCreate(directory)
                    return directory
                } catch {
                    // Another process was quicker: look again.
                    if error.errno != .exists { throw error }
                }
            }
        }
        throw SystemCallError(call: "openat", subject: component.display, errno: .again)
    }

    /// Walks from the root and resolves symlinks on the way as if the root were `/`.
    private func walk(_ wanted: ArraySlice<UInt8>) throws(SystemCallError) -> OpenDirectory {
        var stack: [OpenDirectory] = []
        var pending: [ArraySlice<UInt8>] = wanted.split(separator: 0x2f).reversed()
        var links = 0
        while let name = pending.popLast() {
            if name.elementsEqual([0x2e]) { continue }
            if name.elementsEqual([0x2e, 0x2e]) {
                _ = stack.popLast()
                continue
            }
            let here = stack.last ?? root
            if let next = try step(from: here, name) {
                stack.append(next)
                continue
            }
            links += 1
            guard links <= Self.maximumLinks else {
                throw SystemCallError(call: "openat", subject: ByteName(wanted).display, errno: .loop)
            }
            let target = try readSymlink(ByteName(name), at: here.number)
            if target.bytes.first == 0x2f { stack.removeAll() }
            pending.append(contentsOf: target.bytes.split(separator: 0x2f).reversed())
        }
        return stack.last ?? root
    }
}
