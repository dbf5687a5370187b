internal import ImageStorage
internal import Linux

/// What a layer's tree says about names and directories of the layers below it, in either form.
struct LayerMarks {
    private let form: LayerForm

    init(ofTree path: String) { form = LayerForm(ofTree: path) }

    private init(_ form: LayerForm) { self.form = form }

    /// Upper directories of overlays have the kernel's, and files where a mount program could make no devices.
    static let upper = LayerMarks(.names)

    private var prefix: [UInt8] { form == .marks ? Array("..wh.".utf8) : Array(".wh.".utf8) }

    /// Whether names that begin as marks do are none of files.
    var hasNames: Bool { form != .devices }

    /// What a mark in a directory hides; nil for other names.
    func hidden(by name: ByteName) -> Mark? {
        guard form != .devices, name.bytes.starts(with: prefix) else { return nil }
        let rest = name.bytes.dropFirst(prefix.count)
        if rest.elementsEqual(".wh..opq".utf8) { return .everything }
        return rest.starts(with: ".wh.".utf8) ? .nothing : .name(ByteName(rest))
    }

    enum Mark {
        case name(ByteName)
        case everything
        /// One of AUFS's own, without a meaning for others.
        case nothing
    }

    /// Whether a name that is not in this directory is hidden from the layers below.
    func hides(_ name: ByteName, in directory: borrowing Descriptor) throws(SystemCallError) -> Bool {
        guard form != .devices else { return false }
        return try exists(ByteName(prefix + name.bytes), at: directory.number)
    }

    /// Whether nothing of the same directory in layers below shows through.
    func isOpaque(_ directory: borrowing Descriptor) throws(SystemCallError) -> Bool {
        if form != .devices, try exists(ByteName(prefix + Array(".wh..opq".utf8)), at: directory.number) { return true }
        for name in ["trusted.overlay.opaque", "user.overlay.opaque"] {
            // By way of /proc, as an O_PATH descriptor has no attributes of its own.
            if try extendedAttribute(name, of: directory.procPath, followingLinks: true) == [121] { return true }
        }
        return false
    }
}
