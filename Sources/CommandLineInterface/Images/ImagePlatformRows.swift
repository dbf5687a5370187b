internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import OCISpecification

/// `images --tree`: each image with the platforms that it has, and which of them are here.
enum ImagePlatformRows {
    static let table = "{{.Image}}\t{{.ID}}\t{{.DiskUsage}}\t{{.ContentSize}}\t{{.Extra}}"
    static let headers = ["ID": "ID", "DiskUsage": "DISK USAGE", "ContentSize": "CONTENT SIZE"]

    /// The lines of one image: its names, and a line for each platform.
    /// - Parameters:
    ///   - names: one line each; the first has the sums of the platforms.
    ///   - users: the containers of every image, by its id.
    static func rows(
        of image: ImageRecord, names: [String], users: [String: [String]], _ engine: Engine
    ) throws(EngineError) -> [TemplateValue] {
        let store = engine.images
        var platforms: [StoredPlatform] = []
        for target in image.targets {
            for member in try stored({ () throws(ImageStoreError) in try store.platforms(of: target) })
            where !platforms.contains(where: { $0.manifest == member.manifest }) { platforms.append(member) }
        }
        let isUsed = platforms.contains { users[$0.id?.hex ?? ""] != nil }
        var lines = [
            row(
                names[0], image.id, disk: platforms.reduce(0) { $0 + $1.diskSize },
                content: platforms.reduce(0) { $0 + $1.contentSize }, isUsed: isUsed)
        ]
        lines += names.dropFirst().map { row($0, nil, disk: nil, content: nil, isUsed: false) }
        for (number, member) in platforms.enumerated() {
            let rail = number == platforms.count - 1 ? "└─ " : "├─ "
            // Names of platforms are the image's: one line, and nothing that moves the cursor.
            let name = ImageTreeText.oneLine(member.platform?.description ?? "unknown")
            lines.append(
                row(
                    rail + name, member.id, disk: member.diskSize, content: member.contentSize,
                    isUsed: users[member.id?.hex ?? ""] != nil))
        }
        return lines
    }

    private static func row(_ name: String, _ id: Digest?, disk: Int64?, content: Int64?, isUsed: Bool) -> TemplateValue {
        .record(
            TemplateRecord(
                "images.tree",
                [
                    .value("Image", .string(name)), .value("ID", .string(id.map { ShortID.text($0.hex) } ?? "")),
                    .value("DiskUsage", .string(disk.map(HumanSize.short) ?? "")),
                    .value("ContentSize", .string(content.map(HumanSize.short) ?? "")),
                    .value("Extra", .string(isUsed ? "U" : "")),
                ]))
    }
}
