extension WordList {
    /// Names of languages, tools, libraries and parts of programs; alike in all languages.
    static let technology = WordList(
        "technology",
        """
        codeStrong: autolisp, common lisp, emacs lisp, clojure, in elixir, elixir phoenix, erlang, fortran, cobol
        codeStrong: delphi code, lua, luau, roblox, ocaml, f#
        codeStrong: vb net, vba, solidity, zig code, objective c, groovy script, tcl, verilog, vhdl, systemverilog
        codeStrong: wasm
        codeStrong: webassembly, llvm, gcc, cuda, glsl, hlsl, shader, shaders, vulkan, directx, vue js, vuejs
        codeStrong: vue component, vue 3, in vue, vuex, svelte, nuxt
        codeStrong: tailwind*, bootstrap css, sass, xaml, wpf, winforms, blazor, asp net, dotnet, net core
        codeStrong: entity framework, spring hibernate, hibernate jpa, hibernate entity, jpa, servlet, apache tomcat
        codeStrong: tomcat server, apache kafka, kafka topic, kafka consumer, kafka broker, rabbitmq, apache airflow
        codeStrong: airflow dag, hadoop
        codeStrong: databricks, snowflake query, snowflake warehouse, bigquery, dbt, elasticsearch, kibana, grafana
        codeStrong: prometheus, promql
        codeStrong: istio, jenkinsfile, jenkins pipeline, jenkins job, jenkins build, gitlab, ci cd, devops
        codeStrong: cloudformation, lambda function, s3 bucket, ec2, gcp
        codeStrong: cloud run, heroku, vercel, netlify, systemd, crontab, ssh, awk, grep, jq, curl, wget, vim
        codeStrong: emacs, tmux, ffmpeg, imagemagick, yum install, homebrew, conda, virtualenv, pipenv, pyqt
        codeStrong: pyside*
        codeStrong: tkinter, qtextedit, qt, gtk, opencv, sklearn, scikit, keras, huggingface, transformers library
        codeStrong: langchain, llama cpp, seaborn, matplotlib, ggplot, dplyr, tidyverse, shiny app, jupyter, colab
        codeStrong: streamlit, gradio, playwright, junit, mockito, wsdl, grpc, protobuf, swagger, openapi, eintr
        codeStrong: mutex, semaphore, deadlock, race condition, syscall, kernel module, malloc, buffer overflow
        codeStrong: smart contract, ethereum, blockchain in, canvas element, ajax, cors, http request, http server
        codeStrong: tls, sni, tcp, udp, dns, vlan, subnet, firewall rule, iptables, wireshark, load balancer
        codeStrong: reverse proxy, registry key, active directory, sharepoint, power bi, dax, power query
        codeStrong: excel formula, google sheets, apps script, spreadsheet formula, vlookup, pivot table
        codeStrong: latex document, tikz, markdown table, html form, dropdown menu, navbar, cookie consent
        codeStrong: ui component, webhook, middleware, orm, foreign key, primary key, stored procedure
        codeStrong: raspberry pi, esp32, stm32, microcontroller, gpio, i2c, firmware, plc, ladder logic, ros2
        codeStrong: unreal engine, godot engine, in godot, gdscript, pygame, minecraft plugin, discord js, tauri
        codeStrong: electron app
        codeStrong: jetpack compose, swiftui, uikit, core data, room database, android app, ios app, mobile app
        codeStrong: unit testing, integration test, code coverage, apt get, apt install, rest api, sed command
        codeStrong: poetry install, apache spark, the dom, svg file, an svg, nix shell, puppeteer script
        codeStrong: jest test, with jest, azure devops, azure function, julia code, dart code, turbo pascal
        codeStrong: socket connection, web socket, helm chart, docker, docker compose, web scraping, scrape
        codeStrong: over clause, pyqt5, pyqt6, odoo, csv file, gui, sdk, cli, compiler error, codebase
        codeStrong: function that, function to, function which, write a function, a function called, write a program
        codeStrong: write a script, write code, script that, script to, program that, program to, python script
        codeStrong: source code, this code, my code, code snippet, code below, functions in, vite build, vite config
        codeStrong: vitejs, vitest, with vite, eslint
        codeStrong: kubectl, kubernetes, crashloopbackoff, k8s, axios, express js, expressjs, with express, nestjs
        codeStrong: prisma schema, supabase
        codeStrong: dependency tree, type hints, merge two dicts, default exports, unit tests, rust borrow
        codeStrong: borrow checker, git add, git commit, last commit, git rebase, htaccess, apache config
        codeStrong: nginx config, wordpress plugin, shopify, elementor, openssl, keytool, certbot, tsconfig
        codeStrong: package json, requirements txt, venv, pyenv, pandas, polars dataframe, dataframe, plotly
        codeStrong: let and const
        codeStrong: center a div, div, css grid, media query, css animation, html table, hex dump, byte array
        codeStrong: bitwise, big o, dynamic programming, breadth first, depth first, linked lists, garbage collector
        codeStrong: memory allocation, thread safe, async await, js promise, promise all, callback function
        codeStrong: python decorator, class inheritance
        codeStrong: polymorphism, singleton, dependency injection, design pattern, microservice*, message queue
        codeStrong: pub sub, cache invalidation, rate limiter, load test, database sharding, replication lag
        codeStrong: sql server
        codeStrong: t sql, pl sql, oracle db, left join, inner join, group by, window function, subquery
        codeStrong: explain analyze, index scan, cte, upsert
        codeStrong: in excel, excel how, excel sheet, excel file, column a, column b, cell a1, google sheet
        codeStrong: assert that f, git stash, git push, git pull, docker build, docker run, ssh key, linux command
        codeStrong: bash command, shell command, chmod
        codeTrouble: exception, stacktrace, not found error, permission denied, command not found
        codeTrouble: connection refused, null pointer, syntax error, compile error, linker error, build fails
        codeTrouble: breaks when, throws, nullreference, was cancelled, oom, core dumped
        """
    )
}
