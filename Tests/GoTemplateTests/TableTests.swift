import GoTemplate
import Testing

struct TableTests {
    let rows: [TemplateValue] = [
        .record("row", [("ID", "abc"), ("Names", "web"), ("CreatedAt", "now"), ("Mounts", .strings(["/a", "/b"]))]),
        .record(
            "row", [("ID", "defghijklmnop"), ("Names", "database"), ("CreatedAt", "then"), ("Mounts", .strings([]))]),
    ]

    func table(_ format: String, layout: TableLayout = .podman) -> String? {
        do throws(TemplateError) {
            return try OutputFormat(format, name: "ps").render(
                rows, headers: ["ID": "CONTAINER ID"], layout: layout)
        } catch { return error.description }
    }

    @Test func `columns are as wide as their widest cell, and at least the minimum`() {
        #expect(
            TableLayout.podman.render([["NAME", "DRIVER", "X"], ["a-name-of-sixteen", "b", "c"]])
                == "NAME               DRIVER      X\na-name-of-sixteen  b           c\n")
        #expect(TableLayout.docker.render([["NAME", "X"], ["a", "c"]]) == "NAME      X\na         c\n")
        #expect(TableLayout.docker.render([["NAME", "X"], ["default *", ""]]) == "NAME        X\ndefault *   \n")
        #expect(TableLayout.docker.render([]) == "")
    }

    @Test func `a line without a column ends the block of its neighbours`() {
        let layout = TableLayout(minimumWidth: 0, padding: 1)
        #expect(layout.align("a\tb\nccc\td\n\nlonger\te\nx\ty\tz\n") == "a   b\nccc d\n\nlonger e\nx      y z\n")
        #expect(layout.align("no tabs") == "no tabs")
        #expect(layout.align("é\tb\nxx\tc") == "é  b\nxx c")
        #expect(layout.align("a\t\tb\n") == "a  b\n")
    }

    @Test func `a table has a row of headings`() {
        #expect(
            table("table {{.ID}}\\t{{.Names}}\\t{{.CreatedAt}}") == """
                CONTAINER ID   NAMES       CREATED AT
                abc            web         now
                defghijklmnop  database    then

                """)
        #expect(
            table("table {{.ID}} {{upper .Names}}", layout: .docker) == """
                CONTAINER ID    NAMES
                abc             WEB
                defghijklmnop   DATABASE

                """)
    }

    @Test func `functions and loops leave headings as they are`() {
        #expect(
            table(
                "table {{.Names | upper}}\\t{{json .ID}}\\t{{truncate .CreatedAt 2}}\\t{{range .Mounts}}{{.}},{{end}}")
                    == """
                    NAMES       CONTAINER ID     CREATED AT  MOUNTS,
                    WEB         "abc"            no          /a,/b,
                    DATABASE    "defghijklmnop"  th          

                    """)
        #expect(table("table {{printf \"%.3s\" .ID}}|{{.State.Health}}")?.hasPrefix("CON|HEALTH\n") == false)
    }

    @Test func `a template is carried out for each row`() {
        #expect(table("{{.ID}}\\t{{.Names}}") == "abc\tweb\ndefghijklmnop\tdatabase\n")
        #expect(table("{{.ID}}\\n") == "abc\ndefghijklmnop\n")
        #expect(table("{{range .}}{{.Names}};{{end}}") == "web;database;")
        #expect(
            table("{{.Foo}}") == "template: ps:1:2: executing \"ps\" at <.Foo>: can't evaluate field Foo in type row")
    }

    @Test func `the kinds of format`() {
        #expect(OutputFormat("").kind == .table)
        #expect(OutputFormat("table").kind == .table)
        #expect(OutputFormat("json").kind == .json)
        #expect(OutputFormat("table {{.ID}}").kind == .tableOf("{{.ID}}"))
        #expect(OutputFormat("{{.ID}}\\t\\n\\x\\").kind == .template("{{.ID}}\t\n\\x\\"))
        #expect(table("json") == nil)
    }
}
