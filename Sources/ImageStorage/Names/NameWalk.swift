internal import Archives
internal import Linux
internal import OCISpecification
internal import Synchronization

/// Reads all names of a store in one walk.
struct NameWalk {
    var listed: [NameStore.Listed] = []
    var damaged: [NameStore.Damaged] = []

    mutating func run(below root: String) throws(SystemCallError) {
        let top: Descriptor
        do throws(SystemCallError) { top = try open(root, [.readOnly, .directory]) } catch {
            if error.errno == .noEntry { return }
            throw error
        }
        for entry in try top.entries() {
            if entry.name == ".untagged" {
                try walkUntagged(root, in: top)
            } else if entry.kind == .directory || entry.kind == .unknown {
                try walk(entry.name.display, in: top, root)
            }
        }
    }

    /// - Parameter path: below `names/`, without a slash at its start.
    private mutating func walk(_ path: String, in top: borrowing Descriptor, _ root: String) throws(SystemCallError) {
        let directory: Descriptor
        do throws(SystemCallError) { directory = try open(path, [.readOnly, .directory], at: top.number) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return }  // removed meanwhile
            throw error
        }
        var names: [(file: ByteName, name: ImageName?)] = []
        for entry in try directory.entries() {
            switch entry.name.bytes.first {
            case 0x3a, 0x40:
                if let name = ImageName(directory: path, fileName: entry.name.display) { names.append((entry.name, name)) }
            case 0x2e: continue
            default:
                if entry.kind == .directory || entry.kind == .unknown {
                    try walk("\(path)/\(entry.name.display)", in: top, root)
                }
            }
        }
        read(names, in: OpenFile(directory), path: "\(root)/\(path)")
    }

    private mutating func walkUntagged(_ root: String, in top: borrowing Descriptor) throws(SystemCallError) {
        let directory = try open(".untagged", [.readOnly, .directory], at: top.number)
        var names: [(file: ByteName, name: ImageName?)] = []
        for entry in try directory.entries() where entry.name.bytes.first != 0x2e { names.append((entry.name, nil)) }
        read(names, in: OpenFile(directory), path: "\(root)/.untagged")
    }

    /// Reads the records of a directory: thousands of them on all processors, in the order that they have.
    private mutating func read(_ names: [(file: ByteName, name: ImageName?)], in directory: OpenFile, path: String) {
        let share = 1000
        guard names.count > share else {
            for (file, name) in names { read(file, in: directory.descriptor, path: path, name) }
            return
        }
        let parts = stride(from: 0, to: names.count, by: share).map { ($0 / share, names[$0..<min($0 + share, names.count)]) }
        let found = Mutex([Int: NameWalk]())
        inParallel(parts, threads: processorCount()) { (index, names) in
            var walk = NameWalk()
            for (file, name) in names { walk.read(file, in: directory.descriptor, path: path, name) }
            found.withLock { $0[index] = walk }
        }
        for (_, walk) in found.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            listed += walk.listed
            damaged += walk.damaged
        }
    }

    private mutating func read(
        _ file: ByteName, in directory: borrowing Descriptor, path: String, _ name: ImageName?
    ) {
        let bytes: [UInt8]
        do throws(SystemCallError) {
            bytes = try open(file, [.readOnly, .noFollow], at: directory.number).read(upTo: 65536)
        } catch {
            if error.errno == .noEntry { return }  // removed meanwhile
            return damaged.append(.init(path: "\(path)/\(file.display)", cause: error.description, isUnfinished: false))
        }
        do throws(RecordText.Fault) {
            listed.append(.init(name: name, record: try NameRecord(parsing: bytes)))
        } catch {
            var isUnfinished = false
            if case .torn = error { isUnfinished = RecordText.bootIdentity(of: bytes) != BootIdentity.current }
            damaged.append(.init(path: "\(path)/\(file.display)", cause: error.description, isUnfinished: isUnfinished))
        }
    }
}
