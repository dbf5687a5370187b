internal import Linux
internal import OCISpecification

/// A directory below `layers/.unpack` in which a layer is unpacked, with its claim beside it.
///
/// Whatever of it is left by a killed process has a claim that nobody holds, and is swept.
final class UnpackDirectory {
    let path: String
    /// Let go of as soon as the work is over.
    private var claim: FileClaim?
    private var isOver = false

    let tree: String

    private init(path: String, form: LayerForm, claim: FileClaim) throws(SystemCallError) {
        self.path = path
        tree = "\(path)/\(form.treeName)"
        self.claim = claim
        try removeTree(path)  // of one who was killed here before
        try makeDirectory(path, mode: 0o711)
        try makeDirectory(tree, mode: 0o755)
        // A strict umask must not show in the root of containers.
        try setPermissions(tree, 0o755)
    }

    enum Outcome {
        case made(UnpackDirectory)
        case busy(CInt)
    }

    /// - Parameter identity: of the layer, when it is known: then no two work on it.
    static func make(layout: StoreLayout, identity: Digest?) throws(SystemCallError) -> Outcome {
        try makeDirectories(layout.unpack, mode: 0o711)
        let path = "\(layout.unpack)/\(identity?.hex ?? AtomicRecord.temporaryName())"
        switch try FileClaim.take("\(path).lock")! {
        case .busy(let process): return .busy(process)
        case .taken(let claim): return .made(try UnpackDirectory(path: path, form: layout.form, claim: claim))
        }
    }

    func openTree() throws(SystemCallError) -> Descriptor { try open(tree, [.readOnly, .directory]) }

    /// Gives the unpacked layer its place; false when a layer is there already.
    func publish(_ record: LayerRecord, as target: String) throws(SystemCallError) -> Bool {
        try AtomicRecord.write(record.bytes(), to: LayerStore.recordName, in: path, flush: false)
        do throws(SystemCallError) { try rename(path, to: target, mode: .refusing) } catch {
            if error.errno == .exists || error.errno == .notEmpty { return false }
            throw error
        }
        isOver = true
        try removeFile("\(path).lock")
        claim = nil
        return true
    }

    func discard() {
        if isOver { return }
        isOver = true
        // What cannot be removed now is swept later.
        try? removeTree(path)
        try? removeFile("\(path).lock")
        claim = nil
    }

    deinit { discard() }
}
