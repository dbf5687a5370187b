internal import Linux
internal import OCISpecification

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
        for entry in try directory.entries() {
            switch entry.name.bytes.first {
            case 0x3a, 0x40:
                let file = entry.name.display
                guard let name = ImageName(directory: path, fileName: file) else { continue }
                read(entry.name, in: directory, path: "\(root)/\(path)/\(file)", name)
            case 0x2e: continue
            default:
                if entry.kind == .directory || entry.kind == .unknown {
                    try walk("\(path)/\(entry.name.display)", in: top, root)
                }
            }
        }
    }

    private mutating func walkUntagged(_ root: String, in top: borrowing Descriptor) throws(SystemCallError) {
        let directory = try open(".untagged", [.readOnly, .directory], at: top.number)
        for entry in try directory.entries() where entry.name.bytes.first != 0x2e {
            read(entry.name, in: directory, path: "\(root)/.untagged/\(entry.name.display)", nil)
        }
    }

    private mutating func read(
        _ file: ByteName, in directory: borrowing Descriptor, path: @autoclosure () -> String, _ name: ImageName?
    ) {
        let bytes: [UInt8]
        do throws(SystemCallError) {
            bytes = try open(file, [.readOnly, .noFollow], at: directory.number).read(upTo: 65536)
        } catch {
            if error.errno == .noEntry { return }  // removed meanwhile
            return damaged.append(.init(path: path(), cause: error.description, isUnfinished: false))
        }
        do throws(RecordText.Fault) {
            listed.append(.init(name: name, record: try NameRecord(parsing: bytes)))
        } catch {
            var isUnfinished = false
            if case .torn = error { isUnfinished = RecordText.bootIdentity(of: bytes) != BootIdentity.current }
            damaged.append(.init(path: path(), cause: error.description, isUnfinished: isUnfinished))
        }
    }
}
