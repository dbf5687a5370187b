internal import OCISpecification
internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import GoTemplate
internal import ImageStorage
internal import JSONText

/// `apus system df`: how much space everything takes.
enum DiskUsageCommand {
    struct Options {
        var format: String?
        var verbose = false
    }

    struct Row: Sendable {
        var type: String
        var total = 0
        var active = 0
        /// Bytes.
        var size: Int64 = 0
        var reclaimable: Int64 = 0
        /// What the size of the images is made of: layers as they are unpacked, and everything as it came.
        var parts: [(name: String, bytes: Int64)] = []
    }

    static let command = Command<Globals>.verb("df", "Show how much space images, containers and volumes take") {
        Verb(
            description: """
                Adds up what is allocated on the disk, as `du` does. With --verbose the layers of images as they are unpacked, for \
                containers, and the bytes as they came from a registry or archive are told apart; `apus image drop-compressed` \
                gives back the latter.
                """,
            options: [
                FormatOption.row(short: nil, \.format),
                .flag("verbose", short: "v", "Show each image, container and volume") { $0.verbose = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                if call.options.verbose {
                    guard call.options.format == nil else {
                        throw EngineError(.invalid, "cannot combine --format and --verbose flags")
                    }
                    Console.write(try DiskUsageDetails.text(engine), to: 1)
                    return 0
                }
                let rows = [try images(engine), try containers(engine), try volumes(engine)]
                let output = RowOutput(
                    verb: "df", table: "{{.Type}}\t{{.Total}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}",
                    headers: ["TotalCount": "TOTAL"])
                Console.write(
                    try output.text(call.options.format, rows.map(template)) { .array(rows.map(json)) }, to: 1)
                return 0
            }
        }
    }

    private static func images(_ engine: Engine) throws(EngineError) -> Row {
        let store = engine.images
        let usage = try stored { () throws(ImageStoreError) in try store.diskUsage() }
        let users = try engine.imageUsers()
        var row = Row(type: "Images", total: usage.images.count, size: usage.totalBytes)
        var used: Set<Digest> = []
        for entry in usage.images where try !engine.containers(of: entry.image, among: users).isEmpty { used.insert(entry.image.id) }
        row.active = used.count
        row.reclaimable = usage.reclaimable { used.contains($0.id) }
        row.parts = [("Unpacked", usage.layerBytes), ("Compressed", usage.blobBytes)]
        return row
    }

    private static func containers(_ engine: Engine) throws(EngineError) -> Row {
        var row = Row(type: "Containers", size: try engine.space(engine.locations.containers))
        for listed in try engine.list(all: true, damaged: Console.warn) {
            row.total += 1
            if listed.state == "created" || listed.state == "exited" {
                row.reclaimable += try engine.space(engine.locations.container(listed.summary.id).path)
            } else {
                row.active += 1
            }
        }
        return row
    }

    private static func volumes(_ engine: Engine) throws(EngineError) -> Row {
        var row = Row(type: "Local Volumes", size: try engine.space(engine.locations.volumes))
        let users = try engine.volumeUsers()
        for volume in try engine.volumes.all() {
            row.total += 1
            if users[volume.name] == nil {
                row.reclaimable += try engine.volumes.space(volume.name)
            } else {
                row.active += 1
            }
        }
        return row
    }

    static func template(_ row: Row) -> TemplateValue {
        let share = row.size > 0 ? Int(Double(row.reclaimable) * 100 / Double(row.size)) : 0
        return .record(
            "system.dfSummary",
            [
                ("Type", .string(row.type)), ("Total", .int(Int64(row.total))), ("TotalCount", .int(Int64(row.total))),
                ("Active", .int(Int64(row.active))), ("RawSize", .int(row.size)), ("RawReclaimable", .int(row.reclaimable)),
                ("Size", .string(HumanSize.decimal(row.size))),
                ("Reclaimable", .string("\(HumanSize.decimal(row.reclaimable)) (\(share)%)")),
                ("Unpacked", .string(part(row, "Unpacked").map { HumanSize.decimal($0) } ?? "")),
                ("Compressed", .string(part(row, "Compressed").map { HumanSize.decimal($0) } ?? "")),
                ("RawUnpacked", .int(part(row, "Unpacked") ?? 0)), ("RawCompressed", .int(part(row, "Compressed") ?? 0)),
            ])
    }

    private static func part(_ row: Row, _ name: String) -> Int64? { row.parts.first { $0.name == name }?.bytes }

    private static func json(_ row: Row) -> JSONValue {
        var object: JSONObject = [
            "Type": .string(row.type), "Total": .integer(Int64(row.total)), "Active": .integer(Int64(row.active)),
            "RawSize": .integer(row.size), "RawReclaimable": .integer(row.reclaimable),
            "TotalCount": .integer(Int64(row.total)),
            "Size": .string(HumanSize.decimal(row.size)), "Reclaimable": .string(HumanSize.decimal(row.reclaimable)),
        ]
        for part in row.parts { object["Raw\(part.name)"] = .integer(part.bytes) }
        return .object(object)
    }
}
