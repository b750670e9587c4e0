import Testing
import Workshop

@Suite("Every kind of activity")
struct AllKindsTests {
    @Test("has a name of its own")
    func unique() {
        let names = AnyActivityKind.all.map { $0.name }
        #expect(Set(names).count == names.count)
    }

    @Test("has a name that files, forms and keys of texts can hold", arguments: AnyActivityKind.all.map { $0.name })
    func valid(name: String) {
        #expect(Option.isValid(id: name))
        #expect(!name.contains("-"), "a key such as kind_\(name)_about holds low lines alone")
        #expect(name == name.lowercased())
    }
}
