internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import JSONText
internal import Linux
internal import OCISpecification

/// One line of `images`: an image under one of its names.
struct ImageRow: Sendable {
    let image: ImageRecord
    let repository: String
    let tag: String
    /// As it is shown: short, or whole with `sha256:`.
    let id: String
    let containers: Int
    let engine: Engine

    static let headers = [
        "ID": "IMAGE ID", "Created": "CREATED", "CreatedSince": "CREATED", "CreatedAt": "CREATED AT",
        "VirtualSize": "VIRTUAL SIZE", "ReadOnly": "R/O",
    ]

    /// A line for each tag; an image with a digest alone shows its repository; one without any name is `<none>`.
    static func rows(
        of image: ImageRecord, names: [ImageName], containers: Int, engine: Engine, full: Bool
    ) -> [ImageRow] {
        let id = full ? image.id.description : ShortID.text(image.id.hex)
        func row(_ repository: String, _ tag: String) -> ImageRow {
            ImageRow(image: image, repository: repository, tag: tag, id: id, containers: containers, engine: engine)
        }
        var rows: [ImageRow] = []
        for name in names {
            if let tag = name.tag { rows.append(row(name.repositoryName, tag)) }
        }
        if rows.isEmpty {
            for name in names where !rows.contains(where: { $0.repository == name.repositoryName }) {
                rows.append(row(name.repositoryName, "<none>"))
            }
        }
        return rows.isEmpty ? [row("<none>", "<none>")] : rows
    }

    /// What a template of `--format` sees.
    var template: TemplateValue {
        let image = self.image
        let engine = self.engine
        let created = image.created ?? Timestamp(nanoseconds: 0)
        let since = TemplateRecord.Field.computed("CreatedSince") { .string(HumanTime.ago(created)) }
        return .record(
            TemplateRecord(
                "images.imageReporter",
                [
                    .value("Repository", .string(repository)),
                    .value("Tag", .string(tag)),
                    .value("ID", .string(id)),
                    .value("Id", .string(image.id.hex)),
                    .value("Digest", .string(image.manifest.digest.description)),
                    .computed("Created") { .string(HumanTime.ago(created)) },
                    since,
                    .computed("CreatedAt") { .string(HumanTime.goText(Timestamp(seconds: created.seconds))) },
                    .computed("CreatedTime") { .string(HumanTime.goText(created)) },
                    .computed("Size") { .string(Self.size(image.size)) },
                    .computed("VirtualSize") { .int(image.size) },
                    .value("SharedSize", "N/A"),
                    .value("UniqueSize", "N/A"),
                    .value("Containers", .int(Int64(containers))),
                    .computed("Names") { .strings(image.tags.map(\.description)) },
                    .computed("RepoTags") { .strings(image.tags.map(\.description)) },
                    .computed("RepoDigests") { .strings(image.repositoryDigests(familiar: false)) },
                    .computed("History") { .string(image.names.map(\.description).joined(separator: ", ")) },
                    // An image whose configuration is gone has no labels to show; `system check` tells about it.
                    .computed("Labels") { .map(Self.map((try? engine.labels(of: image)) ?? [:])) },
                    .value("Dangling", .bool(image.isDangling)),
                    .value("ReadOnly", .bool(image.isReadOnly)), .value("IsReadOnly", .bool(image.isReadOnly)),
                    .value("ParentId", ""),
                ]))
    }

    private static func map(_ labels: [String: String]) -> TemplateMap {
        TemplateMap(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    /// `2.13 MB`: as podman writes it, with a blank.
    static func size(_ bytes: Int64) -> String {
        let text = HumanSize.short(bytes)
        guard let unit = text.firstIndex(where: { $0.isLetter }) else { return text }
        return "\(text[..<unit]) \(text[unit...])"
    }

    /// The image in `--format json`.
    func json() throws(EngineError) -> JSONValue {
        let created = image.created ?? Timestamp(nanoseconds: 0)
        let names = JSONValue(image.tags.map(\.description))
        let labels = try engine.labels(of: image)
        var object = JSONObject()
        object["Id"] = .string(image.id.hex)
        object["ParentId"] = ""
        object["RepoTags"] = names
        object["RepoDigests"] = JSONValue(image.repositoryDigests(familiar: false))
        object["Size"] = .integer(image.size)
        object["SharedSize"] = 0
        object["VirtualSize"] = .integer(image.size)
        object["Labels"] = .object(JSONObject(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        object["Containers"] = .integer(Int64(containers))
        object["Names"] = names
        if image.isDangling { object["Dangling"] = true }
        if image.isReadOnly { object["ReadOnly"] = true }
        object["Digest"] = .string(image.manifest.digest.description)
        object["History"] = JSONValue(image.names.map(\.description))
        object["Created"] = .integer(created.seconds)
        object["CreatedAt"] = .string(created.rfc3339)
        return .object(object)
    }
}
